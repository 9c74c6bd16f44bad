import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TRACKS } from '@baton/hub/domain'
import type { LoggedEvent, NewEvent, PageBounds, Snapshot } from '@baton/hub/engine'
import {
  type AlbumId,
  type ArtistId,
  byName,
  type EntryId,
  foldRoom,
  type HouseholdId,
  type RoomState,
  type SessionId,
  sessionRoom,
  type TrackId,
  type TrackSource,
} from '@baton/protocol'
import {
  BEGIN,
  type Home,
  newDevice,
  newEntry,
  newHome,
  newHousemate,
  newId,
  type OpenedStore,
  queueOf,
  read,
  saveDevices,
  saveQueueOf,
  step,
} from './fixtures.ts'

export function readingRules(opened: () => OpenedStore): void {
  test('[K15] a snapshot taken while much is written is of one instant', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    const snapshots: Promise<Snapshot>[] = []
    const steps: Promise<number>[] = []
    for (let nth = 0; nth < 30; nth++) {
      steps.push(step(store, home), step(store, home))
      if (nth % 3 === 0) await Promise.any(steps.slice(-2))
      snapshots.push(store.snapshot(home.householdId, home.userId, [home.room]))
    }
    await Promise.all(steps)
    const head = await store.snapshot(home.householdId, home.userId, [home.room])
    assert.equal(head.seq, 60)
    for (const snapshot of await Promise.all(snapshots)) {
      const events = await store.eventsAfter(home.householdId, snapshot.seq, 100)
      const folded = events.reduce(
        (state, { event, ...stamp }) => foldRoom(state, event, stamp),
        only(snapshot),
      )
      assert.deepEqual(folded, only(head), `from ${snapshot.seq}`)
    }
  })

  test('[K15] a snapshot says where the log stands', async () => {
    const home = await newHome(opened())
    await step(opened().store, home, { at: BEGIN + 7 })
    assert.deepEqual(await opened().store.snapshot(home.householdId, home.userId, []), {
      epoch: home.epoch,
      seq: 1,
      floor: 0,
      lastInstant: BEGIN + 7,
      states: [],
    })
  })

  test('[K16] rooms that are not there, or not this user’s, are left out', async () => {
    const home = await newHome(opened())
    const mate = await newHousemate(opened(), home)
    const neighbour = await newHome(opened())
    const nowhere = sessionRoom(newId<SessionId>())
    const { states } = await opened().store.snapshot(home.householdId, home.userId, [
      mate.room,
      neighbour.room,
      nowhere,
      home.room,
    ])
    assert.deepEqual(
      states.map(({ room }) => room),
      [home.room],
    )
  })

  test('[K16] devices are the user’s own, by name; the library is what the log last said', async () => {
    const home = await newHome(opened())
    const mate = await newHousemate(opened(), home)
    const { store } = opened()
    const own = ['Kitchen', 'Attic', 'Kitchen'].map((name) => newDevice(home, { name }))
    await saveDevices(store, home, ...own, newDevice(mate, { name: 'Another’s' }))
    const library = { tracks: 3, albums: 2, artists: 1 }
    const states = async () =>
      (await store.snapshot(home.householdId, home.userId, ['library', 'devices'])).states
    const empty = { tracks: 0, albums: 0, artists: 0 }
    assert.deepEqual((await states())[0], { room: 'library', state: { family: 'library', library: empty } })
    await store.transact(home.householdId, {}, () => ({
      value: null,
      writes: {
        at: BEGIN,
        events: [
          {
            room: 'library',
            audience: 'household',
            revision: 0,
            event: { type: 'library.changed', added: 3, changed: 0, missing: 0, library },
          },
        ],
      },
    }))
    const devices = own.map((device) => device.view).toSorted(byName)
    assert.deepEqual(await states(), [
      { room: 'library', state: { family: 'library', library } },
      { room: 'devices', state: { family: 'devices', devices } },
    ])
  })

  test('[K17] [B13] an album and an artist are played in the order in which their pages show them', async () => {
    const home = await newHome(opened())
    const { store, database } = opened()
    const shelf = await newShelf(database, home.householdId)
    const titles = async (source: TrackSource) =>
      (await read(store, home, TRACKS, source)).map((track) => track.title)
    const [first, second, , last] = shelf.trackIds
    const change = (id: TrackId | undefined, values: object) =>
      database.kysely
        .updateTable('library_tracks')
        .set(values)
        .where('id', '=', id ?? '')
        .execute()
    await change(last, { disc_no: null, track_no: null, path: 'a file without numbers' })
    await change(second, { track_no: null, path: 'z file without a number' })
    assert.deepEqual(await titles({ albumId: shelf.albumId }), ['1-1', '2-1', '1-2'])
    await change(first, { album_id: null, title: 'on no album' })
    assert.deepEqual(await titles({ artistId: shelf.artistId }), ['2-1', '1-2', 'on no album'])
    // Whose album it is plays what others perform on it, too.
    await database.kysely
      .insertInto('library_album_artists')
      .values({ album_id: shelf.albumId, artist_id: shelf.guestId })
      .execute()
    assert.deepEqual(await titles({ artistId: shelf.guestId }), ['2-1', '1-2'])
  })

  test('[K17] tracks come as they were asked for, without missing and foreign ones', async () => {
    const home = await newHome(opened())
    const neighbour = await newHome(opened())
    const { store, database } = opened()
    const shelf = await newShelf(database, home.householdId)
    const foreign = await newShelf(database, neighbour.householdId)
    const titles = async (source: TrackSource) =>
      (await read(store, home, TRACKS, source)).map((track) => track.title)
    const [first, second, missing, last] = shelf.trackIds
    assert.ok(first && second && missing && last && foreign.trackIds[0])
    assert.deepEqual(
      await titles({ trackIds: [last, first, missing, newId<TrackId>(), foreign.trackIds[0], last] }),
      ['2-1', '1-1', '2-1'],
    )
    assert.deepEqual(await titles({ albumId: shelf.albumId }), ['1-1', '1-2', '2-1'])
    assert.deepEqual(await titles({ artistId: shelf.artistId }), ['1-1', '1-2', '2-1'])
    assert.deepEqual(await titles({ artistId: shelf.guestId }), ['1-2'])
    assert.deepEqual(await titles({ albumId: foreign.albumId }), [])
    const tracks = await read(store, home, TRACKS, { trackIds: [second] })
    assert.deepEqual(tracks, [
      {
        trackId: second,
        title: '1-2',
        artist: 'Somebody',
        album: 'An album',
        albumId: shelf.albumId,
        coverId: null,
        durationMs: 1000,
      },
    ])
  })

  test('[K30] a page of the log is bounded by number and by bytes, and comes without a hole', async () => {
    const home = await newHome(opened())
    const { store } = opened()
    const weights = [1, 1, 40, 1, 1, 1, 30, 30, 1]
    const events = weights.map((entries, index) => extended(home, index + 1, entries))
    await store.transact(home.householdId, {}, () => ({ value: null, writes: { at: BEGIN, events } }))
    const weightOf = ({ event }: Pick<NewEvent, 'event'>) => Buffer.byteLength(JSON.stringify(event))
    const bytes = weightOf(extended(home, 0, 30)) + 3 * weightOf(extended(home, 0, 1))
    const pages = async (bounds: PageBounds) => {
      const read: (readonly LoggedEvent[])[] = []
      for (let after = 0; ; ) {
        const page = await store.pageAfter(home.householdId, after, bounds)
        read.push(page.events)
        after = page.events.at(-1)?.seq ?? after
        if (page.isLast) return read
      }
    }
    const seqs = (read: readonly (readonly LoggedEvent[])[]) => read.map((page) => page.map(({ seq }) => seq))
    const read = await pages({ events: 3, bytes })
    // The third is too heavy for any page, and the seventh and eighth for one page together.
    assert.deepEqual(seqs(read), [[1, 2], [3], [4, 5, 6], [7], [8, 9]])
    assert.ok(read.flat().every((event, index) => weightOf(event) === weightOf(events[index] ?? event)))
    const light = read.filter(([first]) => first?.seq !== 3)
    for (const page of light) assert.ok(page.reduce((sum, event) => sum + weightOf(event), 0) <= bytes)
    // What fills a page by number may have been the last, which is found out by one more look.
    assert.deepEqual(seqs(await pages({ events: 9, bytes: 1_000_000 })), [[1, 2, 3, 4, 5, 6, 7, 8, 9], []])
    const exact = weightOf(extended(home, 0, 1)) * 2
    assert.deepEqual(
      seqs([(await store.pageAfter(home.householdId, 0, { events: 9, bytes: exact })).events]),
      [[1, 2]],
    )
    assert.deepEqual(await store.pageAfter(home.householdId, 9, { events: 9, bytes: 1 }), {
      events: [],
      isLast: true,
    })
  })

  test('[K18] a damaged event is reported with its household and number', async () => {
    const home = await newHome(opened())
    const { store, database } = opened()
    await step(store, home)
    await database.kysely
      .updateTable('event')
      .set({ body: '{"type":' })
      .where('household_id', '=', home.householdId)
      .execute()
    await assert.rejects(store.eventsAfter(home.householdId, 0, 10), (error: Error) =>
      error.message.includes(`event 1 of household ${home.householdId}`),
    )
  })

  test('[K18] a damaged queue is reported with its session', async () => {
    const home = await newHome(opened())
    await saveQueueOf(opened().store, home, () => ({ entries: [newEntry(newId<EntryId>())], order: null }))
    await opened()
      .database.kysely.updateTable('queue_entry')
      .set({ entry: 'no JSON' })
      .where('session_id', '=', home.sessionId)
      .execute()
    await using fresh = await opened().another()
    await assert.rejects(queueOf(fresh.store, home), new RegExp(home.sessionId))
  })
}

/** An event that weighs as much as so many entries, with letters that take more than one byte. */
function extended(home: Home, revision: number, count: number): NewEvent {
  const entries = Array.from({ length: count }, () => newEntry(newId<EntryId>(), 'Größe'))
  const event = { type: 'queue.extended', entries, index: 0, orderIndex: null } as const
  return { room: home.room, audience: home.userId, revision, event }
}

function only({ states }: Snapshot): RoomState {
  const [first] = states
  if (!first) throw new Error('The snapshot is empty')
  return first.state
}

/** An album on two discs, of which one track is missing and another has a guest. */
async function newShelf({ kysely }: OpenedStore['database'], householdId: Home['householdId']) {
  const household = { household_id: householdId satisfies HouseholdId, added_at: BEGIN }
  const artistId = newId<ArtistId>()
  const guestId = newId<ArtistId>()
  const albumId = newId<AlbumId>()
  const folderId = newId<string>()
  const named = { identity_key: artistId, search_text: 'x', artist_id: artistId }
  await kysely
    .insertInto('library_folders')
    .values({ ...household, id: folderId, path: folderId })
    .execute()
  await kysely
    .insertInto('library_artists')
    .values(
      [artistId, guestId].map((id) => ({
        ...household,
        id,
        identity_key: id,
        name: 'Somebody',
        name_key: 'x',
        search_text: 'x',
      })),
    )
    .execute()
  await kysely
    .insertInto('library_albums')
    .values({
      ...household,
      ...named,
      id: albumId,
      title: 'An album',
      album_artist: 'Somebody',
      year: null,
      cover_id: null,
      title_key: 'x',
    })
    .execute()
  const places = [
    [1, 1],
    [1, 2],
    [1, 3],
    [2, 1],
  ] as const
  const trackIds = places.map(() => newId<TrackId>())
  const rows = places.map(([disc, track], index) => ({
    ...household,
    id: trackIds[index] as TrackId,
    folder_id: folderId,
    path: `${disc}-${track}.flac`,
    size_bytes: 1,
    mtime_ms: BEGIN,
    sample_hash: 'x',
    title: `${disc}-${track}`,
    artist: 'Somebody',
    artist_id: artistId,
    album: 'An album',
    album_id: albumId,
    album_artist: 'Somebody',
    disc_no: disc,
    track_no: track,
    year: null,
    genre: null,
    duration_ms: 1000,
    codec: 'flac',
    mime: 'audio/flac',
    cover_id: null,
    missing: track === 3 ? 1 : 0,
    title_key: String(9 - index),
    search_text: 'x',
  }))
  await kysely.insertInto('library_tracks').values(rows).execute()
  const performed = trackIds.map((track_id) => ({ track_id, artist_id: artistId }))
  await kysely
    .insertInto('library_track_artists')
    .values([...performed, { track_id: trackIds[1] as TrackId, artist_id: guestId }])
    .execute()
  return { artistId, guestId, albumId, trackIds }
}
