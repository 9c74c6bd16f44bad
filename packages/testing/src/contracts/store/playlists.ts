import assert from 'node:assert/strict'
import { test } from 'node:test'
import { change, PLAYLISTS, type Playlist, SHELF, want } from '@baton/hub/domain'
import type { Store } from '@baton/hub/engine'
import {
  type EntryId,
  type PlaylistEntry,
  type PlaylistId,
  type PlaylistView,
  playlistRoom,
  summaryOfEntries,
} from '@baton/protocol'
import fc from 'fast-check'
import { seeded } from '../../fakes/fixed-seeds.ts'
import {
  BEGIN,
  type Home,
  newEntry,
  newHome,
  newHousemate,
  newId,
  newPlaylist,
  type OpenedStore,
  read,
} from './fixtures.ts'

export function playlistRules(opened: () => OpenedStore): void {
  test('[PL23] a playlist that is loaded is the one that was saved last, whatever was done to its entries', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    const made = newPlaylist(home, [newEntry(), newEntry(), newEntry()])
    await save(store, home, null, made)
    assert.deepEqual(await one(store, home, made.view.playlistId), made)
    const order = fc.array(fc.oneof(fc.nat({ max: 5 }), fc.constant('new' as const)), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(order, async (picks) => {
        const before = await one(store, home, made.view.playlistId)
        const entries = edited(before?.entries ?? [], picks)
        assert.ok(before)
        const after = next(before, entries)
        await save(store, home, before, after)
        assert.deepEqual(await one(store, home, made.view.playlistId), after)
      }),
      seeded({ numRuns: 40 }),
    )
    await using fresh = await opened().another()
    const read = await one(fresh.store, home, made.view.playlistId)
    assert.deepEqual(read, await one(store, home, made.view.playlistId))
  })

  test('[PL23] what another worker did to a playlist is seen, and what was taken back is not', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    await using other = await opened().another()
    const made = newPlaylist(home, [newEntry(), newEntry(), newEntry()])
    const { playlistId } = made.view
    await save(store, home, null, made)
    const shorter = next(made, made.entries.slice(1))
    await save(other.store, home, made, shorter)
    assert.deepEqual(await one(store, home, playlistId), shorter)
    const renamed = { ...shorter.view, title: 'Other', revision: 3 }
    await save(store, home, { ...shorter, entries: null }, { view: renamed, entries: null })
    assert.deepEqual(await one(store, home, playlistId), { view: renamed, entries: shorter.entries })
    const turned = next({ view: renamed, entries: shorter.entries }, made.entries.slice(1).toReversed())
    opened().failWhen((sql) => sql.includes('insert into playlist_entry'))
    await assert.rejects(save(store, home, { view: renamed, entries: shorter.entries }, turned))
    opened().failWhen(() => false)
    const emptied = next({ view: renamed, entries: shorter.entries }, [])
    await save(other.store, home, { view: renamed, entries: shorter.entries }, emptied)
    assert.deepEqual(await one(store, home, playlistId), emptied)
  })

  test('[PL24] an entry of a list of 9,000 is moved, added or removed within 20 ms of processor time', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    const made = newPlaylist(
      home,
      Array.from({ length: 9_000 }, () => newEntry()),
    )
    await save(store, home, null, made)
    const [first, ...others] = made.entries
    assert.ok(first)
    const turns = [
      ['moved', others.toSpliced(4_000, 0, first)],
      ['removed', others],
      ['added', made.entries],
    ] as const
    const least = new Map<string, number>()
    let now: Playlist = made
    for (let nth = 0; nth < 18; nth++) {
      const [what, entries] = turns[nth % turns.length] ?? turns[0]
      const began = process.cpuUsage()
      const before = await one(store, home, made.view.playlistId)
      assert.ok(before)
      now = next(before, entries)
      await save(store, home, before, now)
      const { user, system } = process.cpuUsage(began)
      least.set(what, Math.min(least.get(what) ?? Number.POSITIVE_INFINITY, (user + system) / 1_000))
    }
    assert.deepEqual(await one(store, home, made.view.playlistId), now)
    for (const [what, ms] of least) assert.ok(ms < 20, `${what} in ${ms} ms`)
  })

  test('[PL23] a long playlist is turned round in one step', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    const made = newPlaylist(
      home,
      Array.from({ length: 3_000 }, () => newEntry()),
    )
    await save(store, home, null, made)
    const began = process.cpuUsage()
    const turned = next(made, made.entries.toReversed())
    await save(store, home, made, turned)
    const { user } = process.cpuUsage(began)
    assert.deepEqual(await one(store, home, made.view.playlistId), turned)
    assert.ok(user < 2_000_000, `it took ${user / 1_000} ms`)
  })

  test('[PL23] without its entries the head alone is loaded, and saving it leaves them alone', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    const made = newPlaylist(home, [newEntry()])
    const { playlistId } = made.view
    await save(store, home, null, made)
    const head = await read(store, home, PLAYLISTS, playlistId)
    assert.deepEqual(head, { view: made.view, entries: null })
    const renamed = { ...made.view, title: 'Other', revision: 2 }
    await save(store, home, head, { view: renamed, entries: null })
    assert.deepEqual(await one(store, home, playlistId), { view: renamed, entries: made.entries })
  })

  test('[PL23] a head that was only read takes no entries of a former revision with it', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    await using other = await opened().another()
    const made = newPlaylist(home, [newEntry()])
    const { playlistId } = made.view
    await save(store, home, null, made)
    assert.deepEqual(await one(store, home, playlistId), made)
    const { status: _, ...fresh } = newEntry()
    const longer = next(made, [...made.entries, { ...fresh, addedAt: BEGIN }])
    await save(other.store, home, made, longer)
    const head = await read(store, home, PLAYLISTS, playlistId)
    assert.deepEqual(head, { view: longer.view, entries: null })
    assert.deepEqual(await one(store, home, playlistId), longer)
  })

  test('[PL23] a playlist is saved from the revision at which it was loaded, to the next', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    const made = newPlaylist(home, [newEntry()])
    await save(store, home, null, made)
    const wrong = { ...made, view: { ...made.view, revision: 3 } }
    await assert.rejects(save(store, home, made, wrong), /cannot go from revision 1 to 3/)
    const nothing = store.transact(home.householdId, {}, () => ({
      value: null,
      writes: { at: BEGIN, events: [], ...changed(made, next(made, made.entries)) },
    }))
    await assert.rejects(nothing, /was not loaded/)
    assert.deepEqual(await one(store, home, made.view.playlistId), made)
  })

  test('[PF16] a playlist that follows a file takes no room from those that people make', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    const file = { folderId: 'f', path: 'a.m3u', version: '1', notFound: 0 }
    await save(store, home, null, newPlaylist(home, [], { file, deletedAt: BEGIN }))
    await save(store, home, null, newPlaylist(home, [newEntry()]))
    assert.deepEqual(await read(store, home, SHELF, null), { count: 1, oldestDeleted: null })
    const own = newPlaylist(home, [], { deletedAt: BEGIN })
    await save(store, home, null, own)
    assert.deepEqual(await read(store, home, SHELF, null), { count: 2, oldestDeleted: own.view.playlistId })
  })

  test('[PL11] a playlist of another household is not found', async () => {
    const home = await newHome(opened())
    const neighbour = await newHome(opened())
    const { store } = opened()
    const made = newPlaylist(home, [newEntry()], { visibility: 'household' })
    await save(store, home, null, made)
    assert.equal(await one(store, neighbour, made.view.playlistId), null)
    const room = playlistRoom(made.view.playlistId)
    const snapshot = await store.snapshot(neighbour.householdId, neighbour.userId, [room, 'playlists'])
    assert.deepEqual(snapshot.states, [{ room: 'playlists', state: { family: 'playlists', playlists: [] } }])
  })

  test('[PL9, PL15] a snapshot shows the playlists that the user may see, by title', async () => {
    const home = await newHome(opened())
    const mate = await newHousemate(opened(), home)
    const { store } = opened()
    const shown = async (who: Home, rooms: Parameters<Store['snapshot']>[2]) =>
      (await store.snapshot(who.householdId, who.userId, rooms)).states.map(({ state }) => state)
    const make = async (title: string, view: Partial<PlaylistView> = {}) => {
      const playlist = newPlaylist(home, [newEntry()], { title, ...view })
      await save(store, home, null, playlist)
      return playlist
    }
    const own = await make('b')
    const shared = await make('A', { visibility: 'household' })
    const deleted = await make('c', { visibility: 'household', deletedAt: BEGIN })
    assert.deepEqual(await shown(home, ['playlists']), [
      { family: 'playlists', playlists: [shared.view, own.view] },
    ])
    assert.deepEqual(await shown(mate, ['playlists']), [{ family: 'playlists', playlists: [shared.view] }])
    const rooms = [own, shared, deleted].map(({ view }) => playlistRoom(view.playlistId))
    assert.deepEqual(await shown(mate, rooms), [
      { family: 'playlist', playlist: shared.view, entries: shared.entries },
      { family: 'playlist', playlist: deleted.view, entries: deleted.entries },
    ])
    assert.equal((await shown(home, rooms)).length, 3)
  })

  test('[PL6, PL8] the shelf counts all playlists and names the one deleted first; a forgotten one is gone', async () => {
    const home = await newHome(opened())
    const { store, database } = opened()
    const shelf = () => read(store, home, SHELF, null)
    assert.deepEqual(await shelf(), { count: 0, oldestDeleted: null })
    const kept = newPlaylist(home, [newEntry()])
    const first = newPlaylist(home, [newEntry()], { deletedAt: BEGIN })
    const second = newPlaylist(home, [newEntry()], { deletedAt: BEGIN + 1 })
    for (const playlist of [second, kept, first]) await save(store, home, null, playlist)
    assert.deepEqual(await shelf(), { count: 3, oldestDeleted: first.view.playlistId })
    const forget = (forgottenPlaylist: PlaylistId) =>
      store.transact(home.householdId, {}, () => ({
        value: null,
        writes: { at: BEGIN, events: [], changes: [change(PLAYLISTS, forgottenPlaylist, null, null)] },
      }))
    await forget(first.view.playlistId)
    await forget(kept.view.playlistId)
    assert.deepEqual(await shelf(), { count: 2, oldestDeleted: second.view.playlistId })
    const left = await database.kysely
      .selectFrom('playlist_entry')
      .select('entry_id')
      .where('playlist_id', '=', first.view.playlistId)
      .execute()
    assert.deepEqual(left, [])
  })
}

function one(store: Store, home: Home, playlistId: PlaylistId): Promise<Playlist | null> {
  return read(store, home, PLAYLISTS, playlistId, 'whole')
}

function save(store: Store, home: Home, before: Playlist | null, after: Playlist) {
  const depth = after.entries === null ? 'head' : 'whole'
  const wanted = before ? [want(PLAYLISTS, after.view.playlistId, depth)] : []
  return store.transact(home.householdId, { wanted }, () => ({
    value: null,
    writes: { at: BEGIN, events: [], ...changed(before, after) },
  }))
}

function changed(before: Playlist | null, after: Playlist) {
  return { changes: [change(PLAYLISTS, after.view.playlistId, before, after)] }
}

function next({ view }: Playlist, entries: readonly PlaylistEntry[]): Playlist {
  return { view: { ...view, revision: view.revision + 1, ...summaryOfEntries(entries) }, entries }
}

/** Other entries in another order: each pick is one that was there, or a new one. */
function edited(
  entries: readonly PlaylistEntry[],
  picks: readonly (number | 'new')[],
): readonly PlaylistEntry[] {
  const picked = new Map<EntryId, PlaylistEntry>()
  for (const pick of picks) {
    const { status: _, ...fresh } = newEntry(newId<EntryId>())
    const entry = (pick === 'new' ? null : entries[pick]) ?? { ...fresh, addedAt: BEGIN }
    picked.set(entry.entryId, entry)
  }
  return [...picked.values()]
}
