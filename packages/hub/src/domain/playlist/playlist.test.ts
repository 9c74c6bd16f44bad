import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  type EntryId,
  MAX_PLAYLIST_LENGTH,
  MAX_PLAYLISTS,
  PLAYLIST_KEPT_MS,
  type PlaylistId,
  type TrackId,
} from '@baton/protocol'
import {
  type PlaylistAction,
  START,
  shelfWith,
  titled,
  tracksNamed,
} from '../../../../testing/src/domain/one-playlist.ts'

const MINE = titled('ann')

describe('the entries of a playlist', () => {
  test('[PL1] a new playlist has revision 1, a change one more, and what changes nothing none', () => {
    const made = MINE.with(1, 2, 3)
    assert.equal(made.view.revision, 1)
    const renamed = made.does('ann', { type: 'playlist.change', title: 'Slow' })
    assert.deepEqual([renamed.view.title, renamed.view.revision], ['Slow', 2])
    assert.deepEqual(renamed.does('ann', { type: 'playlist.change', title: 'Slow' }).last, [])
    assert.deepEqual(renamed.does('ann', { type: 'playlist.move', place: 2, after: 1 }).last, [])
    assert.deepEqual(renamed.does('ann', { type: 'playlist.reorder', order: [1, 2, 3] }).last, [])
    assert.deepEqual(renamed.does('ann', { type: 'playlist.restore' }).last, [])
    assert.equal(renamed.does('ann', { type: 'playlist.restore' }).view.revision, 2)
  })

  test('[PL2] tracks go behind the last one, or get the number that was asked for', () => {
    const made = MINE.with(1, 2, 3)
    const added = made.does('ann', { type: 'playlist.add', source: tracksNamed(7, 7) })
    assert.deepEqual(added.tracks, [1, 2, 3, 7, 7])
    assert.deepEqual(added.result.entryIds, added.entryIds.slice(3))
    assert.equal(new Set(added.entryIds).size, 5)
    const at = (n: number) => made.does('ann', { type: 'playlist.add', source: tracksNamed(8), at: n }).tracks
    assert.deepEqual(at(1), [8, 1, 2, 3])
    assert.deepEqual(at(3), [1, 2, 8, 3])
    assert.deepEqual(at(900), [1, 2, 3, 8])
  })

  test('[PL2] one unknown track, album, artist or playlist refuses it whole', () => {
    const made = MINE.with(1)
    const nowhere = made.view.ownerId as never
    const add = (source: object) => made.refuses('ann', { type: 'playlist.add', source: source as never })
    assert.equal(add(tracksNamed(2, 999)), 'library.track-not-found')
    assert.equal(add({ albumId: nowhere }), 'library.album-not-found')
    assert.equal(add({ artistId: nowhere }), 'library.artist-not-found')
    assert.equal(add({ playlistId: nowhere }), 'playlist.not-found')
    assert.equal(
      shelfWith().refuses('ann', { type: 'playlist.create', title: 'A', source: tracksNamed(999) }),
      'library.track-not-found',
    )
  })

  test('[PL3] entries are named by id or number, and one that is not there refuses it whole', () => {
    const made = MINE.with(1, 2, 3, 4)
    const [first, , , last] = made.entryIds
    assert.ok(first && last)
    const remove = (...places: (typeof first | number)[]) =>
      made.does('ann', { type: 'playlist.remove', places }).tracks
    assert.deepEqual(remove(first, 3), [2, 4])
    assert.deepEqual(remove(4, last), [1, 2, 3])
    assert.deepEqual(remove(1, 2, 3, 4), [])
    for (const wrong of [5, made.view.playlistId as never]) {
      assert.equal(
        made.refuses('ann', { type: 'playlist.remove', places: [1, wrong] }),
        'playlist.entry-not-found',
      )
    }
  })

  test('[PL4] an entry goes behind another or to the front', () => {
    const made = MINE.with(1, 2, 3, 4)
    const move = (place: number, after: number | null) =>
      made.does('ann', { type: 'playlist.move', place, after }).tracks
    assert.deepEqual(move(1, 3), [2, 3, 1, 4])
    assert.deepEqual(move(4, null), [4, 1, 2, 3])
    assert.deepEqual(move(4, 1), [1, 4, 2, 3])
    assert.deepEqual(move(2, 2), [1, 2, 3, 4])
    assert.equal(
      made.refuses('ann', { type: 'playlist.move', place: 1, after: 9 }),
      'playlist.entry-not-found',
    )
  })

  test('[PL4] a new order names every entry once', () => {
    const made = MINE.with(1, 2, 3)
    const reorder = (...order: number[]) => ({ type: 'playlist.reorder', order }) as const
    assert.deepEqual(made.does('ann', reorder(3, 1, 2)).tracks, [3, 1, 2])
    assert.equal(made.refuses('ann', reorder(3, 1)), 'playlist.not-all')
    assert.equal(made.refuses('ann', reorder(3, 1, 1)), 'playlist.not-all')
    assert.equal(made.refuses('ann', reorder(3, 1, 2, 4)), 'playlist.entry-not-found')
  })

  test('[PL5] a command that has seen another revision is refused', () => {
    const made = MINE.with(1, 2).does('ann', { type: 'playlist.move', place: 2, after: null })
    const remove = (ifRevision: number): PlaylistAction => {
      return { type: 'playlist.remove', places: [1], ifRevision }
    }
    assert.equal(made.refuses('ann', remove(1)), 'playlist.changed')
    assert.deepEqual(made.does('ann', remove(2)).tracks, [1])
  })

  test('[PL6] a full playlist takes no more', () => {
    const many = Array.from({ length: 1_000 }, () => 1)
    let made = MINE.with(1)
    for (let n = 0; n < MAX_PLAYLIST_LENGTH / 1_000 - 1; n++) {
      made = made.does('ann', { type: 'playlist.add', source: tracksNamed(...many) })
    }
    assert.equal(made.refuses('ann', { type: 'playlist.add', source: tracksNamed(...many) }), 'playlist.full')
    assert.equal(
      made.does('ann', { type: 'playlist.add', source: tracksNamed(...many.slice(1)) }).tracks.length,
      MAX_PLAYLIST_LENGTH,
    )
  })

  test('[PL6] what is longer than a playlist may be makes no new one', () => {
    const create = (length: number) => {
      const source = tracksNamed(...Array.from({ length }, () => 1))
      return { type: 'playlist.create', title: 'All', source } as const
    }
    assert.equal(shelfWith().refuses('ann', create(MAX_PLAYLIST_LENGTH + 1)), 'playlist.full')
    assert.equal(shelfWith().does('ann', create(MAX_PLAYLIST_LENGTH)).tracks.length, MAX_PLAYLIST_LENGTH)
  })

  test('[PL6] on a full shelf the playlist that was deleted first makes room', () => {
    const create = { type: 'playlist.create', title: 'One more' } as const
    const oldestDeleted = 'the oldest' as PlaylistId
    assert.equal(
      shelfWith({ count: MAX_PLAYLISTS, oldestDeleted: null }).refuses('ann', create),
      'playlist.limit',
    )
    assert.equal(
      shelfWith({ count: MAX_PLAYLISTS, oldestDeleted }).does('ann', create).forgotten,
      oldestDeleted,
    )
    assert.equal(shelfWith({ count: MAX_PLAYLISTS - 1, oldestDeleted }).does('ann', create).forgotten, null)
  })

  test('[PL8] a deleted playlist takes no edits, and is restored as it was', () => {
    const made = MINE.with(1, 2)
    const deleted = made.does('ann', { type: 'playlist.delete' })
    assert.equal(deleted.view.deletedAt, START)
    const due = { at: START + PLAYLIST_KEPT_MS, type: 'playlist.forget' }
    assert.deepEqual(deleted.timers, [due])
    assert.deepEqual(deleted.does('ann', { type: 'playlist.delete' }).last, [])
    assert.equal(
      deleted.refuses('ann', { type: 'playlist.add', source: tracksNamed(3) }),
      'playlist.not-found',
    )
    const restored = deleted.does('ann', { type: 'playlist.restore' })
    assert.deepEqual([restored.view.deletedAt, restored.tracks, restored.timers], [null, [1, 2], []])
    assert.equal(restored.view.revision, 3)
  })

  test('[PL8] it is forgotten when its time is over, and not before', () => {
    const deleted = MINE.with(1).does('ann', { type: 'playlist.delete' })
    const early = deleted.later(PLAYLIST_KEPT_MS - 1).does('ann', { type: 'playlist.forget' })
    assert.deepEqual([early.forgotten, early.timers.length], [null, 1])
    const over = deleted.later(PLAYLIST_KEPT_MS).does('ann', { type: 'playlist.forget' })
    assert.equal(over.forgotten, deleted.view.playlistId)
    const restored = deleted.does('ann', { type: 'playlist.restore' }).later(PLAYLIST_KEPT_MS)
    assert.equal(restored.does('ann', { type: 'playlist.forget' }).forgotten, null)
  })
})

test('[PL28] the picture of an entry stands for the whole until another one is chosen, or none', () => {
  const made = MINE.with(1, 2, 4, 3)
  const covers = made.view.coverIds
  const [first = '', second = ''] = covers
  const chosen = made.does('ann', { type: 'playlist.change', cover: 2 })
  assert.deepEqual([chosen.view.coverId, chosen.view.coverIds], [second, [second]])
  assert.deepEqual(chosen.does('ann', { type: 'playlist.change', cover: 2 }).last, [])
  const without = chosen.does('ann', { type: 'playlist.remove', places: [2] })
  assert.deepEqual(without.view.coverIds, [second])
  const other = without.does('ann', { type: 'playlist.change', cover: without.entryIds[0] as EntryId })
  assert.deepEqual(other.view.coverIds, [first])
  const none = chosen.does('ann', { type: 'playlist.change', cover: null })
  assert.deepEqual([none.view.coverId, none.view.coverIds], [undefined, covers])
  assert.deepEqual(none.does('ann', { type: 'playlist.change', cover: null }).last, [])
  assert.equal(made.refuses('ann', { type: 'playlist.change', cover: 9 }), 'playlist.entry-not-found')
  assert.equal(made.refuses('ann', { type: 'playlist.change', cover: 4 }), 'library.cover-not-found')
})

describe('who sees and edits a playlist', () => {
  test('[PL9] a private playlist does not exist for others', () => {
    const made = MINE.with(1, 2)
    assert.equal(made.view.visibility, 'private')
    const actions: readonly PlaylistAction[] = [
      { type: 'playlist.change', title: 'Mine' },
      { type: 'playlist.remove', places: [1] },
      { type: 'playlist.delete' },
    ]
    for (const command of actions) {
      assert.equal(made.refuses('ben', command), 'playlist.not-found')
    }
  })

  test('[PL9] everybody edits a playlist of the household', () => {
    const made = MINE.with(1, 2).does('ann', { type: 'playlist.change', visibility: 'household' })
    assert.deepEqual(made.does('ben', { type: 'playlist.remove', places: [1] }).tracks, [2])
    assert.equal(made.does('ben', { type: 'playlist.change', title: 'Ours' }).view.title, 'Ours')
    assert.notEqual(made.does('ben', { type: 'playlist.delete' }).view.deletedAt, null)
  })

  test('[PL10] only its owner says who sees it', () => {
    const made = MINE.with(1).does('ann', { type: 'playlist.change', visibility: 'household' })
    const hide = { type: 'playlist.change', visibility: 'private' } as const
    assert.equal(made.refuses('ben', hide), 'playlist.not-owner')
    assert.deepEqual(made.does('ben', { type: 'playlist.change', visibility: 'household' }).last, [])
    assert.equal(made.does('ann', hide).view.visibility, 'private')
  })
})

describe('a playlist that follows a file', () => {
  const RANDOM = { by: 'random', descending: false } as const
  const file = (version: string, notFound = 0) => ({ folderId: 'f', path: 'a.m3u', version, notFound })
  const follow = (version: string, ...numbers: readonly number[]) => {
    const { trackIds } = tracksNamed(...numbers) as { trackIds: TrackId[] }
    return { type: 'playlist.follow-file', file: file(version), title: 'A', trackIds } as const
  }
  const made = shelfWith().does('ann', { ...follow('1', 1, 2, 3), playlistId: null })

  test('[PF18] it becomes what its file is, and entries that stay keep their ids', () => {
    const [one, two, three] = made.entryIds
    const turned = made.does('ann', follow('2', 3, 4, 1, 1))
    assert.deepEqual(turned.tracks, [3, 4, 1, 1])
    assert.deepEqual([turned.entryIds[0], turned.entryIds[2]], [three, one])
    assert.ok(!turned.entryIds.includes(two as never))
    assert.equal(new Set(turned.entryIds).size, 4)
    assert.deepEqual([turned.view.revision, turned.view.trackCount], [2, 4])
    const events = new Map(turned.last.map((event) => [event.type, event as Record<string, unknown>]))
    assert.deepEqual(
      [...events.keys()],
      ['playlist.changed', 'playlist.tracks-removed', 'playlist.tracks-added', 'playlist.reordered'],
    )
    assert.deepEqual(events.get('playlist.tracks-removed')?.numbers, [2])
    assert.equal(events.get('playlist.tracks-added')?.index, 2)
    assert.deepEqual(made.does('ann', follow('1', 1, 2, 3)).last, [])
    assert.deepEqual(made.does('ann', follow('2', 1, 2, 3)).view.file, file('2'))
    assert.deepEqual(turned.does('ann', follow('3')).tracks, [])
  })

  test('[PF22] from a file of rules it gets its rules, and from whoever judges them what it holds', () => {
    const rules = { match: 'all', rules: [], order: RANDOM, limit: null } as const
    const other = { ...rules, limit: { tracks: 1 } }
    const { trackIds } = tracksNamed(7, 8) as { trackIds: TrackId[] }
    const smart = shelfWith().does('ann', { ...follow('1'), rules, playlistId: null })
    assert.deepEqual([smart.view.rules, smart.tracks], [rules, []])
    const filled = smart.does('ann', { type: 'playlist.refresh', rules, trackIds })
    assert.deepEqual(filled.tracks, [7, 8])
    assert.equal(filled.refuses('ann', { type: 'playlist.change', rules: other }), 'playlist.of-file')
    const changed = filled.does('ann', { ...follow('2'), rules: other })
    assert.deepEqual([changed.view.rules, changed.tracks], [other, [7, 8]])
    assert.deepEqual(
      changed.last.map(({ type }) => type),
      ['playlist.changed'],
    )
    const plain = changed.does('ann', follow('3', 8, 9))
    assert.deepEqual([plain.view.rules, plain.tracks], [undefined, [8, 9]])
    const telling = { ...rules, rules: [{ field: 'liked', operator: 'is', value: true }] } as const
    assert.equal(plain.refuses('ann', { ...follow('4'), rules: telling }), 'playlist.tells-listening')
    assert.deepEqual(plain.view.rules, undefined)
  })

  test('[PF16, PF17] everybody sees it and nobody changes it', () => {
    assert.equal(made.view.visibility, 'household')
    const actions: readonly PlaylistAction[] = [
      { type: 'playlist.change', title: 'Mine' },
      { type: 'playlist.add', source: tracksNamed(4) },
      { type: 'playlist.remove', places: [1] },
      { type: 'playlist.move', place: 1, after: 2 },
      { type: 'playlist.reorder', order: [2, 1, 3] },
      { type: 'playlist.delete' },
      { type: 'playlist.restore' },
    ]
    for (const who of ['ann', 'ben'] as const)
      for (const action of actions) assert.equal(made.refuses(who, action), 'playlist.of-file', action.type)
  })

  test('[PF20] it goes with its file, comes back with it, and is forgotten after 30 days', () => {
    const gone = made.does('ann', { type: 'playlist.lose-file' })
    assert.equal(gone.view.deletedAt, START)
    assert.deepEqual(gone.does('ann', { type: 'playlist.lose-file' }).last, [])
    const back = gone.does('ann', follow('1', 1, 2, 3))
    assert.deepEqual([back.view.deletedAt, back.entryIds, back.timers], [null, made.entryIds, []])
    const forgotten = gone.later(PLAYLIST_KEPT_MS).does('ann', { type: 'playlist.forget' })
    assert.equal(forgotten.forgotten, made.view.playlistId)
  })
})
