import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PostId, PostView } from '@baton/protocol'
import { type HeldFeed, longer, renewed, without } from './held-feed.ts'

test('[AR20] what lies further down than is read anew stays, until it is reached', () => {
  const held = longer(renewed(null, 'all', page([1, 2], 'b')), 'all', 'b', page([3, 4, 5, 6], 'c'))
  assert.deepEqual(idsOf(held), [1, 2, 3, 4, 5, 6])
  const anew = renewed(held, 'all', page([9, 1, 2], 'd'))
  assert.deepEqual(idsOf(anew), [9, 1, 2, 3, 4, 5, 6])
  assert.equal(longer(anew, 'all', 'c', page([7], null)), anew, 'it ends elsewhere now')
  const further = longer(anew, 'all', 'd', page([8, 4], 'e'))
  assert.deepEqual(idsOf(further), [9, 1, 2, 8, 4, 5, 6], 'one came, one is gone')
  const shorter = without(further, 1 as PostId)
  assert.deepEqual(idsOf(longer(shorter, 'all', 'e', page([5], null))), [9, 2, 8, 4, 5], 'there are no more')
})

test('[AR20] what is gone from what was read anew is gone', () => {
  const held = renewed(null, 'all', page([1, 2, 3, 4], 'b'))
  assert.deepEqual(idsOf(renewed(held, 'all', page([1, 3, 4, 5], 'c'))), [1, 3, 4, 5])
})

test('[AR20] another feed begins with nothing of the former', () => {
  const held = renewed(null, 'all', page([1, 2, 3], 'b'))
  assert.deepEqual(idsOf(renewed(held, 'promoted', page([1], 'c'))), [1])
})

function page(ids: readonly number[], nextCursor: string | null) {
  return { items: ids.map((postId) => ({ postId }) as PostView), nextCursor }
}

function idsOf(held: HeldFeed | null): readonly number[] {
  return (held?.items ?? []).map(({ postId }) => postId)
}
