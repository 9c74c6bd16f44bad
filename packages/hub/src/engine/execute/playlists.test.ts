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
import { commandId, EngineWorld, rest, type Sending } from '../../../../testing/src/worlds/engine-world.ts'

type Visibility = 'private' | 'household'

async function made(
  world: EngineWorld,
  trackIds: readonly TrackId[],
  visibility: Visibility = 'private',
): Promise<PlaylistId> {
  const source = { trackIds: [...trackIds] }
  const { result } = await world.done({ type: 'playlist.create', title: 'Slow', visibility, source })
  assert.ok(result.playlistId)
  return result.playlistId
}

async function refusal(
  world: EngineWorld,
  command: Parameters<EngineWorld['send']>[0],
  sending: Sending = {},
) {
  const receipt = await world.send(command, sending)
  return receipt.outcome === 'rejected' ? receipt.code : null
}

async function tracksOf(world: EngineWorld, playlistId: PlaylistId): Promise<readonly TrackId[] | null> {
  const reading = await world.engine.playlist(world.me, playlistId)
  return reading?.entries.map((entry) => entry.trackId) ?? null
}

async function queued(world: EngineWorld): Promise<readonly TrackId[]> {
  const { queue } = await world.engine.queue(world.me)
  const byId = new Map(queue.entries.map((entry) => [entry.entryId, entry.trackId]))
  const order = queue.order ?? queue.entries.map((entry) => entry.entryId)
  return order.flatMap((id) => byId.get(id) ?? [])
}

async function missing(world: EngineWorld, trackId: TrackId, isMissing = true): Promise<void> {
  const { kysely } = world.household.database
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

async function truth(world: EngineWorld, rooms: readonly Room[], by = world.me) {
  const { states } = await world.store.snapshot(by.householdId, by.userId, rooms)
  return new Map(states.map(({ room, state }) => [room, state]))
}

describe('commands about playlists', () => {
  test('[PL1] the same command twice has one effect and the same receipt', async () => {
    await using world = await EngineWorld.open()
    const source = { trackIds: [...world.household.tracks.slice(0, 3)] }
    const create = { type: 'playlist.create', title: 'Slow', source } as const
    const id = commandId('create')
    const first = await world.done(create, { id })
    assert.deepEqual(await world.done(create, { id }), first)
    assert.equal((await world.engine.playlists(world.me)).length, 1)
    assert.equal(await refusal(world, { ...create, title: 'Other' }, { id }), 'command.conflict')
    const { playlistId } = first.result
    assert.ok(playlistId)
    const added = await world.done({ type: 'playlist.add', playlistId, source })
    assert.deepEqual([added.revision, added.result.entryIds?.length], [2, 3])
    assert.equal((await world.session()).revision, 0)
  })

  test('[PL9, PL11] another user finds a playlist only if it is the household’s', async () => {
    await using world = await EngineWorld.open()
    const playlistId = await made(world, world.household.tracks)
    const by = world.other
    assert.deepEqual(await world.engine.playlists(by), [])
    assert.equal(await world.engine.playlist(by, playlistId), null)
    const take = { type: 'queue.enqueue', source: { playlistId }, at: 'end' } as const
    assert.equal(await refusal(world, take, { by }), 'playlist.not-found')
    assert.equal(await refusal(world, { type: 'playlist.delete', playlistId }, { by }), 'playlist.not-found')
    await world.done({ type: 'playlist.change', playlistId, visibility: 'household' })
    assert.equal((await world.engine.playlists(by)).length, 1)
    assert.equal(await refusal(world, take, { by }), null)
  })

  test('[A21] the private playlists of somebody who was removed are deleted, and no others', async () => {
    await using world = await EngineWorld.open()
    const mine = await made(world, world.household.tracks)
    const shared = await made(world, world.household.tracks, 'household')
    const { result } = await world.done({ type: 'playlist.create', title: 'Other' }, { by: world.other })
    await world.engine.retire(world.me)
    const left = await world.engine.playlists(world.me)
    assert.deepEqual(
      left.map(({ playlistId }) => playlistId),
      [shared],
    )
    assert.ok(result.playlistId && (await world.engine.playlist(world.other, result.playlistId)))
    const reading = await world.engine.playlist(world.me, mine)
    assert.equal(reading?.playlist.deletedAt, world.engine.now())
  })

  test('[PL8] a deleted playlist is forgotten by itself after its time', async () => {
    await using world = await EngineWorld.open()
    const kept = await made(world, world.household.tracks)
    const playlistId = await made(world, world.household.tracks)
    await world.done({ type: 'playlist.delete', playlistId })
    await world.done({ type: 'playlist.delete', playlistId: kept })
    await world.done({ type: 'playlist.restore', playlistId: kept })
    assert.equal((await world.engine.playlists(world.me)).length, 1)
    world.clock.step(PLAYLIST_KEPT_MS - 60_000)
    await world.restart()
    assert.notEqual(await world.engine.playlist(world.me, playlistId), null)
    await world.clock.advance(120_000)
    assert.equal(await world.engine.playlist(world.me, playlistId), null)
    assert.notEqual(await world.engine.playlist(world.me, kept), null)
    assert.equal(await refusal(world, { type: 'playlist.restore', playlistId }), 'playlist.not-found')
    assert.equal(await world.store.nextDueAt(), null)
  })
})

describe('playing playlists', () => {
  test('[PL12] a playlist goes into the queue, less what is not there', async () => {
    await using world = await EngineWorld.open()
    const [a, b, c, d] = world.household.tracks
    assert.ok(a && b && c && d)
    const playlistId = await made(world, [a, b, c, b])
    await world.done({ type: 'queue.enqueue', source: { trackIds: [d] }, at: 'end' })
    await missing(world, b)
    await world.done({ type: 'queue.enqueue', source: { playlistId }, at: 'next' })
    assert.deepEqual(await queued(world), [d, a, c])
    assert.deepEqual(await tracksOf(world, playlistId), [a, b, c, b])
    await missing(world, a)
    await missing(world, c)
    const take = { type: 'queue.enqueue', source: { playlistId }, at: 'end' } as const
    assert.equal(await refusal(world, take), 'playlist.nothing-playable')
  })

  test('[PL2] a playlist takes the tracks of another, and its own once more', async () => {
    await using world = await EngineWorld.open()
    const [a, b, c] = world.household.tracks
    assert.ok(a && b && c)
    const one = await made(world, [a, b])
    const two = await made(world, [c])
    await world.done({ type: 'playlist.add', playlistId: two, source: { playlistId: one }, at: 1 })
    assert.deepEqual(await tracksOf(world, two), [a, b, c])
    await world.done({ type: 'playlist.add', playlistId: two, source: { playlistId: two } })
    assert.deepEqual(await tracksOf(world, two), [a, b, c, a, b, c])
  })

  test('[PL13] starting a playlist plays it instead of what was there', async () => {
    await using world = await EngineWorld.open()
    const [a, b, c, d] = world.household.tracks
    assert.ok(a && b && c && d)
    const playlistId = await made(world, [a, b, c])
    const start = { type: 'queue.start-playlist', playlistId } as const
    assert.equal(await refusal(world, start), 'session.no-speaker')
    const by = await world.speaker('Kitchen')
    await world.done({ type: 'queue.enqueue', source: { trackIds: [d] }, at: 'now' }, { by })
    await world.done(start, { by })
    assert.deepEqual(await queued(world), [a, b, c])
    const playing = async () => (await world.session()).current?.trackId
    assert.equal(await playing(), a)
    await world.done({ ...start, place: 3 }, { by })
    assert.equal(await playing(), c)
    await missing(world, b)
    await world.done({ ...start, place: 2 }, { by })
    assert.deepEqual([await playing(), await queued(world)], [c, [a, c]])
    await missing(world, c)
    await world.done({ ...start, place: 3 }, { by })
    assert.equal(await playing(), a)
    assert.equal(await refusal(world, { ...start, place: 4 }, { by }), 'playlist.entry-not-found')
    const view = await world.session()
    assert.deepEqual([view.playState, view.activeDeviceId], ['playing', by.deviceId])
  })

  test('[PL25] the session remembers which playlist its queue was begun with', async () => {
    await using world = await EngineWorld.open()
    const [a, b] = world.household.tracks
    assert.ok(a && b)
    const playlistId = await made(world, [a, b])
    const by = await world.speaker('Kitchen')
    const started = async () => (await world.session()).startedPlaylist?.playlistId ?? null
    assert.equal(await started(), null)
    await world.done({ type: 'queue.start-playlist', playlistId }, { by })
    assert.equal(await started(), playlistId)
    await world.done({ type: 'queue.enqueue', source: { trackIds: [b] }, at: 'end' }, { by })
    await world.done({ type: 'session.next' }, { by })
    assert.equal(await started(), playlistId)
    await world.done({ type: 'queue.clear' }, { by })
    assert.equal(await started(), null)
  })

  test('[PL13] while shuffled it begins with the named entry, and plays each once', async () => {
    await using world = await EngineWorld.open()
    const by = await world.speaker('Kitchen')
    const { tracks } = world.household
    const playlistId = await made(world, tracks)
    await world.done({ type: 'session.set-options', shuffle: true })
    await world.done({ type: 'queue.start-playlist', playlistId, place: 5 }, { by })
    const order = await queued(world)
    assert.equal(order[0], tracks[4])
    assert.equal((await world.session()).current?.trackId, tracks[4])
    assert.deepEqual(order.toSorted(), tracks.toSorted())
    const firsts = new Set<unknown>()
    for (let n = 0; n < 12; n++) {
      await world.done({ type: 'queue.start-playlist', playlistId }, { by })
      const [first] = await queued(world)
      assert.equal((await world.session()).current?.trackId, first)
      firsts.add(first)
    }
    assert.ok(firsts.size > 2, `${firsts.size} different ones began`)
  })

  test('[PL29] entries go to another playlist as they are, missing ones too, and back to where they stood', async () => {
    await using world = await EngineWorld.open()
    const [a, b, c] = world.household.tracks
    assert.ok(a && b && c)
    const [playlistId, targetId] = [await made(world, [a, b, c, a, b]), await made(world, [c], 'household')]
    await missing(world, c)
    const entries = async (id: PlaylistId) => (await world.engine.playlist(world.me, id))?.entries ?? []
    const [left, taken] = [await entries(playlistId), await entries(targetId)]
    const rooms: readonly Room[] = ['playlists', playlistRoom(playlistId), playlistRoom(targetId)]
    const watched = world.follow(rooms)
    await rest()
    const at = [1, 3, 4]
    const moving = at.flatMap((number) => left[number - 1] ?? [])
    const move = { type: 'playlist.move-to', playlistId, places: at, targetId } as const
    const { result, revision } = await world.done(move)
    const places = moving.map(({ entryId }) => entryId)
    assert.deepEqual([result, revision], [{ playlistId, entryIds: places }, 2])
    const rest1 = left.filter((entry) => !moving.includes(entry))
    assert.deepEqual([await entries(playlistId), await entries(targetId)], [rest1, [...taken, ...moving]])
    await world.done({ type: 'playlist.move-to', playlistId: targetId, places, targetId: playlistId, at })
    assert.deepEqual([await entries(playlistId), await entries(targetId)], [left, taken])
    await world.done({ ...move, places: [2, 1], at: [1] })
    const [one, two, ...others] = left
    assert.deepEqual([await entries(playlistId), await entries(targetId)], [others, [two, one, ...taken]])
    await rest()
    assert.deepEqual(folded(watched.frames), await truth(world, rooms))
  })

  test('[PL29] what the one may not let go or the other may not take stays where it is', async () => {
    await using world = await EngineWorld.open()
    const [a, b] = world.household.tracks
    assert.ok(a && b)
    const playlistId = await made(world, [a, b], 'household')
    const targetId = await made(world, [b])
    const places = (await world.engine.playlist(world.me, playlistId))?.entries.map((entry) => entry.entryId)
    assert.ok(places)
    const move = { type: 'playlist.move-to', playlistId, places, targetId } as const
    const long = {
      playlistId: await made(
        world,
        Array.from({ length: 9_999 }, () => a),
      ),
    }
    assert.deepEqual(
      [
        await refusal(world, move, { by: world.other }),
        await refusal(world, { ...move, targetId: playlistId }),
        await refusal(world, { ...move, ifRevision: 9 }),
        await refusal(world, { ...move, targetId: long.playlistId }),
      ],
      ['playlist.not-found', 'request.invalid', 'playlist.changed', 'playlist.full'],
    )
    await world.done({ type: 'playlist.remove', playlistId, places: [2] })
    assert.equal(await refusal(world, move), 'playlist.entry-not-found')
    assert.deepEqual([await tracksOf(world, playlistId), await tracksOf(world, targetId)], [[a], [b]])
    assert.equal((await tracksOf(world, long.playlistId))?.length, 9_999)
  })

  test('[PL14] the queue is saved as it plays, and stays', async () => {
    await using world = await EngineWorld.open()
    await world.done({ type: 'queue.enqueue', source: { trackIds: [...world.household.tracks] }, at: 'end' })
    await world.done({ type: 'session.set-options', shuffle: true })
    const order = await queued(world)
    const { revision } = await world.session()
    const { result } = await world.done({ type: 'playlist.save-queue', title: 'Tonight' })
    assert.ok(result.playlistId)
    assert.deepEqual(await tracksOf(world, result.playlistId), order)
    assert.deepEqual([await queued(world), (await world.session()).revision], [order, revision])
    const stranger = { type: 'playlist.save-queue', sessionId: world.other.sessionId, title: 'x' } as const
    assert.equal((await world.engine.execute(world.me, stranger)).outcome, 'rejected')
  })
})

describe('following playlists', () => {
  test('[PL15, PL16] whoever follows ends with what a snapshot says', async () => {
    await using world = await EngineWorld.open()
    const [a, b] = world.household.tracks
    assert.ok(a && b)
    const playlistId = await made(world, [a, b], 'household')
    const rooms: readonly Room[] = ['playlists', playlistRoom(playlistId)]
    const mine = world.follow(rooms)
    const others = world.follow(rooms, { by: world.other })
    await rest()
    await world.done({ type: 'playlist.add', playlistId, source: { trackIds: [b, b] } })
    await world.done({ type: 'playlist.move', playlistId, place: 1, after: 3 })
    await world.done({ type: 'playlist.reorder', playlistId, order: [4, 2, 3, 1] })
    await world.done({ type: 'playlist.remove', playlistId, places: [2] }, { by: world.other })
    await world.done({ type: 'playlist.change', playlistId, title: 'Zzz', description: 'Two\nlines' })
    await made(world, [b])
    const doomed = await made(world, [a], 'household')
    await world.done({ type: 'playlist.delete', playlistId: doomed })
    await rest()
    for (const [watched, by] of [
      [mine, world.me],
      [others, world.other],
    ] as const) {
      assert.deepEqual(folded(watched.frames), await truth(world, rooms, by))
      assert.ok(!watched.kinds.includes('resync'))
    }
    assert.equal((await world.engine.playlists(world.me)).length, 2)
    assert.equal((await world.engine.playlists(world.other)).length, 1)
  })

  test('[PL17] a playlist that becomes private closes for the others, and opens again', async () => {
    await using world = await EngineWorld.open()
    const [a] = world.household.tracks
    assert.ok(a)
    const playlistId = await made(world, [a], 'household')
    const room = playlistRoom(playlistId)
    const rooms: readonly Room[] = ['playlists', room]
    const mine = world.follow(rooms)
    const others = world.follow(rooms, { by: world.other })
    await rest()
    const see = async (visibility: Visibility) => {
      await world.done({ type: 'playlist.change', playlistId, visibility })
      await rest()
    }
    await see('private')
    assert.deepEqual([...folded(others.frames).keys()], ['playlists'])
    const before = others.frames.length
    await world.done({ type: 'playlist.change', playlistId, title: 'A secret' })
    await rest()
    assert.equal(others.frames.length, before)
    assert.ok(!JSON.stringify(others.frames).includes('A secret'))
    await see('household')
    const resyncs = others.frames.flatMap((frame) => (frame.kind === 'resync' ? [frame.reason] : []))
    assert.deepEqual(resyncs, ['rights-changed', 'rights-changed'])
    assert.deepEqual(folded(others.frames), await truth(world, rooms, world.other))
    assert.ok(!mine.kinds.includes('resync'))
    assert.deepEqual(folded(mine.frames), await truth(world, rooms))
  })

  test('[PL17] a replay shows nothing that may not be seen any more', async () => {
    await using world = await EngineWorld.open()
    const [a] = world.household.tracks
    assert.ok(a)
    const head = await world.head()
    const after: Cursor = { epoch: head.epoch, seq: head.seq }
    const playlistId = await made(world, [a], 'household')
    await world.done({ type: 'playlist.change', playlistId, title: 'Spoken too soon' })
    await world.done({ type: 'playlist.change', playlistId, visibility: 'private' })
    const list = world.follow(['playlists'], { by: world.other, after })
    const both = world.follow(['playlists', playlistRoom(playlistId)], { by: world.other, after })
    await rest()
    assert.deepEqual(list.types, ['playlists.unlisted'])
    assert.ok(!JSON.stringify(both.frames).includes('Spoken too soon'))
    assert.deepEqual([...folded(both.frames).keys()], ['playlists'])
    const mine = world.follow(['playlists'], { after })
    await rest()
    assert.ok(mine.types.includes('playlists.listed'))
  })
})
