import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SmartRules, TrackId } from '@baton/protocol'
import {
  type PlaylistAction,
  shelfWith,
  titled,
  tracksNamed,
} from '../../../../testing/src/domain/one-playlist.ts'

const MINE = titled('ann')
const YEAR: SmartRules = {
  match: 'all',
  rules: [{ field: 'year', operator: 'is', value: 1990 }],
  order: { by: 'random', descending: false },
  limit: { tracks: 20 },
}
const LIKED: SmartRules = {
  match: 'any',
  rules: [{ match: 'all', rules: [{ field: 'liked', operator: 'is', value: true }] }],
  order: { by: 'title', descending: false },
  limit: null,
}

const smart = (rules: SmartRules, more: object = {}) =>
  shelfWith().does('ann', { type: 'playlist.create', title: 'Smart', rules, ...more })
const refresh = (rules: SmartRules, ...numbers: readonly number[]) => {
  const { trackIds } = tracksNamed(...numbers) as { readonly trackIds: readonly TrackId[] }
  return { type: 'playlist.refresh', rules, trackIds } as const
}

test('[SP10] the tracks of a smart playlist are not changed by hand; its name is, and it is deleted like others', () => {
  const made = smart(YEAR).does('ann', refresh(YEAR, 1, 2))
  const refused: readonly PlaylistAction[] = [
    { type: 'playlist.add', source: tracksNamed(3) },
    { type: 'playlist.remove', places: [1] },
    { type: 'playlist.move', place: 1, after: 2 },
    { type: 'playlist.reorder', order: [2, 1] },
    { type: 'playlist.move-to', places: [1], targetId: 'another' as never },
    { type: 'playlist.take-in', entries: [], at: undefined },
  ]
  for (const action of refused) assert.equal(made.refuses('ann', action), 'playlist.of-rules')
  assert.equal(made.does('ann', { type: 'playlist.change', title: 'Other' }).view.title, 'Other')
  assert.notEqual(made.does('ann', { type: 'playlist.delete' }).view.deletedAt, null)
  const both = { type: 'playlist.create', title: 'Both', rules: YEAR, source: tracksNamed(1) } as const
  assert.equal(shelfWith().refuses('ann', both), 'playlist.of-rules')
})

test('[SP12] it becomes what its rules say in one event; entries that stay keep their ids', () => {
  const made = smart(YEAR).does('ann', refresh(YEAR, 1, 2, 3))
  assert.deepEqual(made.tracks, [1, 2, 3])
  const next = made.does('ann', refresh(YEAR, 4, 3, 1))
  assert.deepEqual(next.tracks, [4, 3, 1])
  assert.deepEqual(
    next.last.map(({ type }) => type),
    ['playlist.refreshed'],
  )
  assert.deepEqual(next.entryIds.slice(1), [made.entryIds[2], made.entryIds[0]])
  assert.equal(next.view.revision, made.view.revision + 1)
  assert.equal(next.view.trackCount, 3)
  const same = next.does('ann', refresh(YEAR, 4, 3, 1))
  assert.deepEqual([same.last, same.view.revision], [[], next.view.revision])
  assert.deepEqual(next.does('ann', refresh(LIKED, 5)).tracks, [4, 3, 1], 'of other rules by then')
  const deleted = next.does('ann', { type: 'playlist.delete' })
  assert.deepEqual(deleted.does('ann', refresh(YEAR, 5)).last, [])
})

test('[SP15] its rules are for its owner to change, also where everybody sees it', () => {
  const made = smart(YEAR, { visibility: 'household' })
  assert.equal(made.refuses('ben', { type: 'playlist.change', rules: LIKED }), 'playlist.not-owner')
  assert.equal(made.refuses('ben', { type: 'playlist.change', rules: null }), 'playlist.not-owner')
  assert.equal(made.does('ben', { type: 'playlist.change', title: 'Ours', rules: YEAR }).view.title, 'Ours')
  const other: SmartRules = { ...YEAR, limit: null }
  assert.deepEqual(made.does('ann', { type: 'playlist.change', rules: other }).view.rules, other)
})

test('[SP16] nobody shares what tells of plays, likes or playlists without saying so', () => {
  const shared = { visibility: 'household' } as const
  const create = { type: 'playlist.create', title: 'Smart', ...shared } as const
  const telling: readonly SmartRules[] = [
    LIKED,
    { ...YEAR, order: { by: 'plays', descending: true } },
    { ...YEAR, rules: [{ field: 'played', operator: 'within', value: 3 }] },
    { ...YEAR, rules: [{ field: 'playlist', operator: 'not-in', value: MINE.with(1).view.playlistId }] },
  ]
  for (const rules of telling) {
    assert.equal(shelfWith().refuses('ann', { ...create, rules }), 'playlist.tells-listening')
    assert.equal(
      smart(rules).refuses('ann', { type: 'playlist.change', ...shared }),
      'playlist.tells-listening',
    )
    assert.ok(smart({ ...rules, disclosed: true }, shared).view.rules)
  }
  const harmless = smart(YEAR, shared)
  assert.equal(harmless.refuses('ann', { type: 'playlist.change', rules: LIKED }), 'playlist.tells-listening')
})

test('[SP19] as a plain playlist it keeps what it holds, and follows its rules again when it is given them', () => {
  const made = smart(YEAR).does('ann', refresh(YEAR, 1, 2))
  const plain = made.does('ann', { type: 'playlist.change', rules: null })
  assert.deepEqual([plain.view.rules, plain.tracks], [undefined, [1, 2]])
  assert.deepEqual(plain.does('ann', { type: 'playlist.add', source: tracksNamed(3) }).tracks, [1, 2, 3])
  assert.deepEqual(plain.does('ann', refresh(YEAR, 7)).tracks, [1, 2])
  const again = plain.does('ann', { type: 'playlist.change', rules: YEAR })
  assert.deepEqual(again.does('ann', refresh(YEAR, 7)).tracks, [7])
})
