import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Frame, type PlaylistId, playlistRoom, type Room } from '@baton/protocol'
import { EngineWorld, rest } from '@baton/testing/worlds/engine-world'

const NOWHERE = playlistRoom('00000000-0000-4000-8000-00000000abcd' as PlaylistId)

async function madePlaylist(world: EngineWorld, visibility: 'private' | 'household'): Promise<PlaylistId> {
  const made = await world.done({ type: 'playlist.create', title: 'Slow', visibility })
  assert.ok(made.result.playlistId)
  return made.result.playlistId
}

async function shuffled(world: EngineWorld, times = 1): Promise<void> {
  for (let nth = 0; nth < times; nth++) {
    await world.done({ type: 'session.set-options', shuffle: !(await world.session()).shuffle })
  }
}

/** What came, in short. */
const told = (frames: readonly Frame[]) =>
  frames.map((frame) => {
    if (frame.kind === 'ack') return `${frame.outcome} ${frame.room}`
    return frame.kind === 'event'
      ? frame.event.type
      : `${frame.kind}${'room' in frame ? ` ${frame.room}` : ''}`
  })

/** Reads one frame when it is told to. */
function slow(world: EngineWorld, rooms: readonly Room[]) {
  const stop = new AbortController()
  const following = world.engine.follow({ principal: world.me, rooms, signal: stop.signal })
  const frames = following.frames[Symbol.asyncIterator]()
  const next = async (): Promise<Frame> => {
    const { value, done } = await frames.next()
    assert.ok(!done)
    return value
  }
  return { ...following, next, end: () => stop.abort() }
}

test('[L13] a join brings the snapshot, then the ack, and behind them what happens in the room', async () => {
  await using world = await EngineWorld.open()
  const follower = world.follow([])
  await rest()
  assert.equal(follower.frames.length, 0)
  await shuffled(world)
  assert.equal(follower.following.join(world.room), true)
  await rest()
  await shuffled(world)
  await rest()
  assert.deepEqual(told(follower.frames), [
    `snapshot ${world.room}`,
    `joined ${world.room}`,
    'queue.unshuffled',
    'session.options-changed',
  ])
  const seqs = follower.frames.map(({ seq }) => seq)
  assert.deepEqual(
    seqs,
    seqs.toSorted((a, b) => a - b),
  )
  assert.equal(follower.frames[0]?.seq, follower.frames[1]?.seq)
})

test('[L13] what happens elsewhere while a room is joined comes in the order of its numbers, and nothing twice', async () => {
  await using world = await EngineWorld.open()
  const playlistId = await madePlaylist(world, 'private')
  const follower = world.follow([world.room])
  await rest()
  const busy = shuffled(world, 30)
  for (let nth = 0; nth < 10; nth++) {
    follower.following.join(playlistRoom(playlistId))
    await world.done({ type: 'playlist.change', playlistId, title: `Slow ${nth}` })
  }
  await busy
  await rest()
  const numbered = follower.frames.filter(({ kind }) => kind !== 'ack').map(({ seq }) => seq)
  assert.deepEqual(
    numbered,
    numbered.toSorted((a, b) => a - b),
  )
  assert.deepEqual(follower.seqs, [...new Set(follower.seqs)])
  assert.equal(told(follower.frames).filter((word) => word.startsWith('joined')).length, 10)
  const ofSession = (await world.log()).filter(({ room }) => room === world.room).map(({ seq }) => seq)
  const start = follower.frames[0]?.seq ?? 0
  const heard = follower.frames.flatMap((frame) =>
    frame.kind === 'event' && frame.room === world.room ? [frame.seq] : [],
  )
  assert.deepEqual(
    heard,
    ofSession.filter((seq) => seq > start),
  )
})

test('[L14] a room that is not there, or not its own, is answered as such, and is not followed', async () => {
  await using world = await EngineWorld.open()
  const secret = playlistRoom(await madePlaylist(world, 'private'))
  const follower = world.follow([], { by: world.other })
  await rest()
  for (const room of [NOWHERE, secret, world.room]) follower.following.join(room)
  await rest()
  await shuffled(world)
  await world.done({
    type: 'playlist.change',
    playlistId: secret.slice('playlist:'.length) as PlaylistId,
    title: 'X',
  })
  await rest()
  assert.deepEqual(told(follower.frames), [
    `no-such-room ${NOWHERE}`,
    `no-such-room ${secret}`,
    `no-such-room ${world.room}`,
  ])
})

test('[L14] a deleted playlist is not joined any more', async () => {
  await using world = await EngineWorld.open()
  const playlistId = await madePlaylist(world, 'private')
  await world.done({ type: 'playlist.delete', playlistId })
  const follower = world.follow([])
  follower.following.join(playlistRoom(playlistId))
  await rest()
  assert.deepEqual(told(follower.frames), [`no-such-room ${playlistRoom(playlistId)}`])
})

test('[L14] more than a hundred rooms nobody follows, until one is left', async () => {
  await using world = await EngineWorld.open()
  const rooms: Room[] = []
  for (let nth = 0; nth < 101; nth++) rooms.push(playlistRoom(await madePlaylist(world, 'private')))
  const [last] = rooms.splice(100)
  assert.ok(last)
  const follower = world.follow(rooms)
  await rest()
  follower.following.join(last)
  follower.following.leave(rooms[0] as Room)
  follower.following.join(last)
  await rest()
  assert.deepEqual(told(follower.frames).slice(100), [
    `too-many-rooms ${last}`,
    `left ${rooms[0]}`,
    `snapshot ${last}`,
    `joined ${last}`,
  ])
})

test('[L15] behind the ack of a leave nothing of that room comes, until it is joined again', async () => {
  await using world = await EngineWorld.open()
  const follower = world.follow([world.room, 'library'])
  await rest()
  follower.following.leave(world.room)
  await rest()
  await shuffled(world)
  world.engine.beacon(world.me.householdId, world.room, { ...(await timeline(world)) })
  await rest()
  assert.deepEqual(told(follower.frames).slice(2), [`left ${world.room}`])
  follower.following.join(world.room)
  await rest()
  await shuffled(world)
  await rest()
  assert.deepEqual(told(follower.frames).slice(3, 5), [`snapshot ${world.room}`, `joined ${world.room}`])
  assert.ok(follower.seqs.length > 0)
})

test('[L15] what waited of a room that is left is dropped with it', async () => {
  await using world = await EngineWorld.open()
  const follower = slow(world, [world.room])
  assert.equal((await follower.next()).kind, 'snapshot')
  const waiting = follower.next()
  await rest()
  await shuffled(world)
  assert.equal((await waiting).kind, 'event')
  await shuffled(world, 5)
  await rest()
  follower.leave(world.room)
  const left = await follower.next()
  assert.ok(left.kind === 'ack' && left.outcome === 'left')
  follower.join('library')
  assert.deepEqual(told([await follower.next(), await follower.next()]), [
    'snapshot library',
    'joined library',
  ])
  follower.end()
})

test('[L16] who joins while it is too slow begins anew with that room, and is then answered', async () => {
  await using world = await EngineWorld.open()
  const follower = slow(world, [world.room])
  await follower.next()
  const waiting = follower.next()
  await rest()
  await shuffled(world, 300)
  await waiting
  await rest()
  follower.join('devices')
  const frames = [await follower.next(), await follower.next(), await follower.next(), await follower.next()]
  const words = told(frames)
  assert.equal(words[0], 'resync')
  assert.deepEqual(words.slice(1), [`snapshot ${world.room}`, 'snapshot devices', 'joined devices'])
  follower.end()
})

test('[L17] a joined playlist closes when it becomes private, and opens when it is the household’s again', async () => {
  await using world = await EngineWorld.open()
  const playlistId = await madePlaylist(world, 'household')
  const room = playlistRoom(playlistId)
  const follower = world.follow(['library'], { by: world.other })
  await rest()
  follower.following.join(room)
  await rest()
  await world.done({ type: 'playlist.change', playlistId, visibility: 'private' })
  await rest()
  await world.done({ type: 'playlist.change', playlistId, title: 'Unheard' })
  await rest()
  await world.done({ type: 'playlist.change', playlistId, visibility: 'household' })
  await rest()
  assert.deepEqual(told(follower.frames), [
    'snapshot library',
    `snapshot ${room}`,
    `joined ${room}`,
    'resync',
    'snapshot library',
    'resync',
    'snapshot library',
    `snapshot ${room}`,
  ])
})

test('[L17] a right that comes back while the rooms are read anew opens the room, and is not missed', async () => {
  await using world = await EngineWorld.open()
  const playlistId = await madePlaylist(world, 'household')
  const room = playlistRoom(playlistId)
  const store = world.household.openStore()
  const read = Promise.withResolvers<void>()
  let isHeld = false
  const snapshot: typeof store.snapshot = async (...asked) => {
    const taken = await store.snapshot(...asked)
    if (isHeld && asked[2].includes(room)) await read.promise
    return taken
  }
  await world.restart({ store: { ...store, snapshot } })
  const follower = world.follow([room], { by: world.other })
  await rest()
  isHeld = true
  await world.done({ type: 'playlist.change', playlistId, visibility: 'private' })
  await rest()
  await world.done({ type: 'playlist.change', playlistId, visibility: 'household' })
  await world.done({ type: 'playlist.change', playlistId, title: 'Back again' })
  await rest()
  isHeld = false
  read.resolve()
  await rest()
  assert.deepEqual(told(follower.frames), [`snapshot ${room}`, 'resync', 'resync', `snapshot ${room}`])
})

test('[L18] whoever takes no answers can ask a hundred times and no more', async () => {
  await using world = await EngineWorld.open()
  const follower = slow(world, [])
  for (let nth = 0; nth < 100; nth++) assert.equal(follower.join('library'), true)
  assert.equal(follower.join('library'), false)
  assert.equal(follower.leave('library'), false)
  assert.deepEqual(told([await follower.next(), await follower.next()]), [
    'snapshot library',
    'joined library',
  ])
  assert.equal(follower.leave('library'), true)
  follower.end()
})

test('[L12] a follower whose join waits for what came before it ends with its signal', async () => {
  await using world = await EngineWorld.open()
  const store = world.household.openStore()
  let isStuck = false
  const pageAfter: typeof store.pageAfter = (...asked) =>
    isStuck ? new Promise(() => {}) : store.pageAfter(...asked)
  await world.restart({ store: { ...store, pageAfter } })
  const follower = world.follow(['library'])
  await rest()
  isStuck = true
  await shuffled(world)
  follower.following.join(world.room)
  await rest()
  assert.deepEqual(told(follower.frames), ['snapshot library'])
  follower.end()
  await rest()
  assert.equal(follower.isOver, true)
})

async function timeline(world: EngineWorld) {
  const { revision, playState, activeDeviceId } = await world.session()
  return { type: 'timeline', revision, playState, positionMs: 0, activeDeviceId } as const
}
