import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  type Cursor,
  type Frame,
  foldRoom,
  PLAYLIST_KEPT_MS,
  type PlaylistId,
  playlistRoom,
  type Room,
  type RoomState,
  type TrackId,
} from '@baton/protocol'
import { commandId, EngineHouse, rest, type Sending } from '../../../../testing/src/worlds/engine-world.ts'

type Visibility = 'private' | 'household'

async function made(
  house: EngineHouse,
  trackIds: readonly TrackId[],
  visibility: Visibility = 'private',
): Promise<PlaylistId> {
  const source = { trackIds: [...trackIds] }
  const { result } = await house.done({ type: 'playlist.create', title: 'Slow', visibility, source })
  assert.ok(result.playlistId)
  return result.playlistId
}

async function refusal(
  house: EngineHouse,
  command: Parameters<EngineHouse['send']>[0],
  sending: Sending = {},
) {
  const receipt = await house.send(command, sending)
  return receipt.outcome === 'rejected' ? receipt.code : null
}

async function tracksOf(house: EngineHouse, playlistId: PlaylistId): Promise<readonly TrackId[] | null> {
  const reading = await house.engine.playlist(house.me, playlistId)
  return reading?.entries.map((entry) => entry.trackId) ?? null
}

async function queued(house: EngineHouse): Promise<readonly TrackId[]> {
  const { queue } = await house.engine.queue(house.me)
  const byId = new Map(queue.entries.map((entry) => [entry.entryId, entry.trackId]))
  const order = queue.order ?? queue.entries.map((entry) => entry.entryId)
  return order.flatMap((id) => byId.get(id) ?? [])
}

async function missing(house: EngineHouse, trackId: TrackId, isMissing = true): Promise<void> {
  const { kysely } = house.household.database
  await kysely
    .updateTable('library_tracks')
    .set({ missing: isMissing ? 1 : 0 })
    .where('id', '=', trackId)
    .execute()
}

function folded(frames: readonly Frame[]): Map<Room, RoomState> {
  const states = new Map<Room, RoomState>()
  for (const frame of frames) {
    if (frame.kind === 'resync') states.clear()
    if (frame.kind === 'snapshot') states.set(frame.room, frame.state)
    const state = frame.kind === 'event' && states.get(frame.room)
    if (frame.kind === 'event' && state) states.set(frame.room, foldRoom(state, frame.event, frame))
  }
  return states
}

async function truth(house: EngineHouse, rooms: readonly Room[], by = house.me) {
  const { states } = await house.store.snapshot(by.householdId, by.userId, rooms)
  return new Map(states.map(({ room, state }) => [room, state]))
}

describe('commands about playlists', () => {
  test('[PL1] the same command twice has one effect and the same receipt', async () => {
    await using house = await EngineHouse.open()
    const source = { trackIds: [...house.household.tracks.slice(0, 3)] }
    const create = { type: 'playlist.create', title: 'Slow', source } as const
    const id = commandId('create')
    const first = await house.done(create, { id })
    assert.deepEqual(await house.done(create, { id }), first)
    assert.equal((await house.engine.playlists(house.me)).length, 1)
    assert.equal(await refusal(house, { ...create, title: 'Other' }, { id }), 'command.conflict')
    const { playlistId } = first.result
    assert.ok(playlistId)
    const added = await house.done({ type: 'playlist.add', playlistId, source })
    assert.deepEqual([added.revision, added.result.entryIds?.length], [2, 3])
    assert.equal((await house.session()).revision, 0)
  })

  test('[PL9, PL11] another user finds a playlist only if it is the household’s', async () => {
    await using house = await EngineHouse.open()
    const playlistId = await made(house, house.household.tracks)
    const by = house.other
    assert.deepEqual(await house.engine.playlists(by), [])
    assert.equal(await house.engine.playlist(by, playlistId), null)
    const take = { type: 'queue.enqueue', source: { playlistId }, at: 'end' } as const
    assert.equal(await refusal(house, take, { by }), 'playlist.not-found')
    assert.equal(await refusal(house, { type: 'playlist.delete', playlistId }, { by }), 'playlist.not-found')
    await house.done({ type: 'playlist.change', playlistId, visibility: 'household' })
    assert.equal((await house.engine.playlists(by)).length, 1)
    assert.equal(await refusal(house, take, { by }), null)
  })

  test('[A21] the private playlists of somebody who was removed are deleted, and no others', async () => {
    await using house = await EngineHouse.open()
    const mine = await made(house, house.household.tracks)
    const shared = await made(house, house.household.tracks, 'household')
    const { result } = await house.done({ type: 'playlist.create', title: 'Other' }, { by: house.other })
    await house.engine.retire(house.me)
    const left = await house.engine.playlists(house.me)
    assert.deepEqual(
      left.map(({ playlistId }) => playlistId),
      [shared],
    )
    assert.ok(result.playlistId && (await house.engine.playlist(house.other, result.playlistId)))
    const reading = await house.engine.playlist(house.me, mine)
    assert.equal(reading?.playlist.deletedAt, house.engine.now())
  })

  test('[PL8] a deleted playlist is forgotten by itself after its time', async () => {
    await using house = await EngineHouse.open()
    const kept = await made(house, house.household.tracks)
    const playlistId = await made(house, house.household.tracks)
    await house.done({ type: 'playlist.delete', playlistId })
    await house.done({ type: 'playlist.delete', playlistId: kept })
    await house.done({ type: 'playlist.restore', playlistId: kept })
    assert.equal((await house.engine.playlists(house.me)).length, 1)
    house.clock.step(PLAYLIST_KEPT_MS - 60_000)
    await house.restart()
    assert.notEqual(await house.engine.playlist(house.me, playlistId), null)
    await house.clock.advance(120_000)
    assert.equal(await house.engine.playlist(house.me, playlistId), null)
    assert.notEqual(await house.engine.playlist(house.me, kept), null)
    assert.equal(await refusal(house, { type: 'playlist.restore', playlistId }), 'playlist.not-found')
    assert.equal(await house.store.nextDueAt(), null)
  })
})

describe('playing playlists', () => {
  test('[PL12] a playlist goes into the queue, less what is not there', async () => {
    await using house = await EngineHouse.open()
    const [a, b, c, d] = house.household.tracks
    assert.ok(a && b && c && d)
    const playlistId = await made(house, [a, b, c, b])
    await house.done({ type: 'queue.enqueue', source: { trackIds: [d] }, at: 'end' })
    await missing(house, b)
    await house.done({ type: 'queue.enqueue', source: { playlistId }, at: 'next' })
    assert.deepEqual(await queued(house), [d, a, c])
    assert.deepEqual(await tracksOf(house, playlistId), [a, b, c, b])
    await missing(house, a)
    await missing(house, c)
    const take = { type: 'queue.enqueue', source: { playlistId }, at: 'end' } as const
    assert.equal(await refusal(house, take), 'playlist.nothing-playable')
  })

  test('[PL2] a playlist takes the tracks of another, and its own once more', async () => {
    await using house = await EngineHouse.open()
    const [a, b, c] = house.household.tracks
    assert.ok(a && b && c)
    const one = await made(house, [a, b])
    const two = await made(house, [c])
    await house.done({ type: 'playlist.add', playlistId: two, source: { playlistId: one }, at: 1 })
    assert.deepEqual(await tracksOf(house, two), [a, b, c])
    await house.done({ type: 'playlist.add', playlistId: two, source: { playlistId: two } })
    assert.deepEqual(await tracksOf(house, two), [a, b, c, a, b, c])
  })

  test('[PL13] starting a playlist plays it instead of what was there', async () => {
    await using house = await EngineHouse.open()
    const [a, b, c, d] = house.household.tracks
    assert.ok(a && b && c && d)
    const playlistId = await made(house, [a, b, c])
    const start = { type: 'queue.start-playlist', playlistId } as const
    assert.equal(await refusal(house, start), 'session.no-speaker')
    const by = await house.speaker('Kitchen')
    await house.done({ type: 'queue.enqueue', source: { trackIds: [d] }, at: 'now' }, { by })
    await house.done(start, { by })
    assert.deepEqual(await queued(house), [a, b, c])
    const playing = async () => (await house.session()).current?.trackId
    assert.equal(await playing(), a)
    await house.done({ ...start, place: 3 }, { by })
    assert.equal(await playing(), c)
    await missing(house, b)
    await house.done({ ...start, place: 2 }, { by })
    assert.deepEqual([await playing(), await queued(house)], [c, [a, c]])
    await missing(house, c)
    await house.done({ ...start, place: 3 }, { by })
    assert.equal(await playing(), a)
    assert.equal(await refusal(house, { ...start, place: 4 }, { by }), 'playlist.entry-not-found')
    const view = await house.session()
    assert.deepEqual([view.playState, view.activeDeviceId], ['playing', by.deviceId])
  })

  test('[PL13] while shuffled it begins with the named entry, and plays each once', async () => {
    await using house = await EngineHouse.open()
    const by = await house.speaker('Kitchen')
    const { tracks } = house.household
    const playlistId = await made(house, tracks)
    await house.done({ type: 'session.set-options', shuffle: true })
    await house.done({ type: 'queue.start-playlist', playlistId, place: 5 }, { by })
    const order = await queued(house)
    assert.equal(order[0], tracks[4])
    assert.equal((await house.session()).current?.trackId, tracks[4])
    assert.deepEqual(order.toSorted(), tracks.toSorted())
    const firsts = new Set<unknown>()
    for (let n = 0; n < 12; n++) {
      await house.done({ type: 'queue.start-playlist', playlistId }, { by })
      const [first] = await queued(house)
      assert.equal((await house.session()).current?.trackId, first)
      firsts.add(first)
    }
    assert.ok(firsts.size > 2, `${firsts.size} different ones began`)
  })

  test('[PL14] the queue is saved as it plays, and stays', async () => {
    await using house = await EngineHouse.open()
    await house.done({ type: 'queue.enqueue', source: { trackIds: [...house.household.tracks] }, at: 'end' })
    await house.done({ type: 'session.set-options', shuffle: true })
    const order = await queued(house)
    const { revision } = await house.session()
    const { result } = await house.done({ type: 'playlist.save-queue', title: 'Tonight' })
    assert.ok(result.playlistId)
    assert.deepEqual(await tracksOf(house, result.playlistId), order)
    assert.deepEqual([await queued(house), (await house.session()).revision], [order, revision])
    const stranger = { type: 'playlist.save-queue', sessionId: house.other.sessionId, title: 'x' } as const
    assert.equal((await house.engine.execute(house.me, stranger)).outcome, 'rejected')
  })
})

describe('following playlists', () => {
  test('[PL15, PL16] whoever follows ends with what a snapshot says', async () => {
    await using house = await EngineHouse.open()
    const [a, b] = house.household.tracks
    assert.ok(a && b)
    const playlistId = await made(house, [a, b], 'household')
    const rooms: readonly Room[] = ['playlists', playlistRoom(playlistId)]
    const mine = house.follow(rooms)
    const others = house.follow(rooms, { by: house.other })
    await rest()
    await house.done({ type: 'playlist.add', playlistId, source: { trackIds: [b, b] } })
    await house.done({ type: 'playlist.move', playlistId, place: 1, after: 3 })
    await house.done({ type: 'playlist.reorder', playlistId, order: [4, 2, 3, 1] })
    await house.done({ type: 'playlist.remove', playlistId, places: [2] }, { by: house.other })
    await house.done({ type: 'playlist.change', playlistId, title: 'Zzz', description: 'Two\nlines' })
    await made(house, [b])
    const doomed = await made(house, [a], 'household')
    await house.done({ type: 'playlist.delete', playlistId: doomed })
    await rest()
    for (const [watched, by] of [
      [mine, house.me],
      [others, house.other],
    ] as const) {
      assert.deepEqual(folded(watched.frames), await truth(house, rooms, by))
      assert.ok(!watched.kinds.includes('resync'))
    }
    assert.equal((await house.engine.playlists(house.me)).length, 2)
    assert.equal((await house.engine.playlists(house.other)).length, 1)
  })

  test('[PL17] a playlist that becomes private closes for the others, and opens again', async () => {
    await using house = await EngineHouse.open()
    const [a] = house.household.tracks
    assert.ok(a)
    const playlistId = await made(house, [a], 'household')
    const room = playlistRoom(playlistId)
    const rooms: readonly Room[] = ['playlists', room]
    const mine = house.follow(rooms)
    const others = house.follow(rooms, { by: house.other })
    await rest()
    const see = async (visibility: Visibility) => {
      await house.done({ type: 'playlist.change', playlistId, visibility })
      await rest()
    }
    await see('private')
    assert.deepEqual([...folded(others.frames).keys()], ['playlists'])
    const before = others.frames.length
    await house.done({ type: 'playlist.change', playlistId, title: 'A secret' })
    await rest()
    assert.equal(others.frames.length, before)
    assert.ok(!JSON.stringify(others.frames).includes('A secret'))
    await see('household')
    const resyncs = others.frames.flatMap((frame) => (frame.kind === 'resync' ? [frame.reason] : []))
    assert.deepEqual(resyncs, ['rights-changed', 'rights-changed'])
    assert.deepEqual(folded(others.frames), await truth(house, rooms, house.other))
    assert.ok(!mine.kinds.includes('resync'))
    assert.deepEqual(folded(mine.frames), await truth(house, rooms))
  })

  test('[PL17] a replay shows nothing that may not be seen any more', async () => {
    await using house = await EngineHouse.open()
    const [a] = house.household.tracks
    assert.ok(a)
    const head = await house.head()
    const after: Cursor = { epoch: head.epoch, seq: head.seq }
    const playlistId = await made(house, [a], 'household')
    await house.done({ type: 'playlist.change', playlistId, title: 'Spoken too soon' })
    await house.done({ type: 'playlist.change', playlistId, visibility: 'private' })
    const list = house.follow(['playlists'], { by: house.other, after })
    const both = house.follow(['playlists', playlistRoom(playlistId)], { by: house.other, after })
    await rest()
    assert.deepEqual(list.types, ['playlists.unlisted'])
    assert.ok(!JSON.stringify(both.frames).includes('Spoken too soon'))
    assert.deepEqual([...folded(both.frames).keys()], ['playlists'])
    const mine = house.follow(['playlists'], { after })
    await rest()
    assert.ok(mine.types.includes('playlists.listed'))
  })
})
