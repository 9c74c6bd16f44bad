import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NOON } from '@baton/testing/views/views'
import { type HourOfPost, trending } from './trending.ts'
import { HOUR_MS } from './view-times.ts'

function hour(postId: number, hoursAgo: number, counts: Partial<HourOfPost>): HourOfPost {
  return { postId, at: NOON - hoursAgo * HOUR_MS, publicViews: 0, impressions: 0, reactions: 0, ...counts }
}

test('[VW18] what was seen weighs half as much a day later, a reaction three views, fifty impressions one', () => {
  const hours = [
    hour(1, 0, { publicViews: 8 }),
    hour(2, 24, { publicViews: 20 }),
    hour(3, 0, { reactions: 3 }),
    hour(4, 0, { impressions: 350 }),
    hour(5, 72, { publicViews: 16, reactions: 8, impressions: 0 }),
    hour(6, 8 * 24, { publicViews: 10_000 }),
    hour(7, 0, {}),
  ]
  const expected = [
    [2, 10],
    [3, 9],
    [1, 8],
    [4, 7],
    [5, 5],
  ]
  const told = (all: readonly HourOfPost[]) =>
    trending(all, NOON, 9).map(({ postId, score }) => [postId, score])
  assert.deepEqual(told(hours), expected)
  assert.deepEqual(told(hours.toReversed()), expected)
  assert.equal(trending(hours, NOON, 2).length, 2)
})

test('[VW18] of two that weigh the same the newer comes first', () => {
  const hours = [hour(1, 1, { publicViews: 2 }), hour(9, 1, { publicViews: 2 })]
  assert.deepEqual(
    trending(hours, NOON, 9).map(({ postId }) => postId),
    [9, 1],
  )
})
