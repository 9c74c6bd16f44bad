import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EntryId, TrackId } from '@baton/protocol'
import { orderWith, runsOfList } from './playlist-order.ts'

const ids = (text: string) => [...text] as EntryId[]
const list = (text: string, missing = '') =>
  ids(text).map((entryId) => ({
    entryId,
    trackId: entryId.toUpperCase() as unknown as TrackId,
    missing: missing.includes(entryId),
  }))

test('what is moved stands behind its new neighbour, in the order it had', () => {
  const moved = (what: string, after: string | null) =>
    orderWith(ids('abcde'), new Set(ids(what)), after as EntryId | null)?.join('') ?? null
  assert.equal(moved('a', 'c'), 'bcade')
  assert.equal(moved('e', null), 'eabcd')
  assert.equal(moved('bd', 'e'), 'acebd')
  assert.equal(moved('db', null), 'bdace')
  assert.equal(moved('bd', 'd'), 'acbde')
  assert.equal(moved('ab', 'b'), null)
  assert.equal(moved('c', 'b'), null)
})

test('what is put back run by run stands where it stood', () => {
  const tracks = list('abcdefg')
  for (const gone of ['a', 'ab', 'bcf', 'aceg', 'abcdefg', 'g']) {
    const left = tracks.filter(({ entryId }) => !gone.includes(entryId)).map(({ trackId }) => trackId)
    for (const { at, trackIds } of runsOfList(tracks, new Set(ids(gone)))) left.splice(at - 1, 0, ...trackIds)
    assert.equal(left.join(''), 'ABCDEFG', gone)
  }
})

test('what is not there at present is not put back, and moves nothing else', () => {
  const left = ['A', 'D'] as unknown as TrackId[]
  for (const { at, trackIds } of runsOfList(list('abcde', 'b'), new Set(ids('bce')))) {
    left.splice(at - 1, 0, ...trackIds)
  }
  assert.equal(left.join(''), 'ACDE')
})
