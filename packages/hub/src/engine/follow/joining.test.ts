import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Frame, type PlaylistId, playlistRoom, type Room } from '@baton/protocol'
import { EngineHouse, rest } from '@baton/testing/worlds/engine-world'

const NOWHERE = playlistRoom('00000000-0000-4000-8000-00000000abcd' as PlaylistId)

async function madePlaylist(house: EngineHouse, visibility: 'private' | 'household'): Promise<PlaylistId> {
  const made = await house.done({ type: 'playlist.create', title: 'Slow', visibility })
  assert.ok(made.result.playlistId)
  return made.result.playlistId
}

async function shuffled(house: EngineHouse, times = 1): Promise<void> {
  for (let nth = 0; nth < times; nth++) {
    await house.done({ type: 'session.set-options', shuffle: !(await house.session()).shuffle })
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
function slow(house: EngineHouse, rooms: readonly Room[]) {
  const stop = new AbortController()
  const following = house.engine.follow({ principal: house.me, rooms, signal: stop.signal })
  const frames = following.frames[Symbol.asyncIterator]()
  const next = async (): Promise<Frame> => {
    const { value, done } = await frames.next()
    assert.ok(!done)
    return value
  }
  return { ...following, next, end: () => stop.abort() }
}

test('[L13] a join brings the snapshot, then the ack, and behind them what happens in the room', async () => {
  await using house = await EngineHouse.open()
  const follower = house.follow([])
  await rest()
  assert.equal(follower.frames.length, 0)
  await shuffled(house)
  assert.equal(follower.following.join(house.room), true)
  await rest()
  await shuffled(house)
  await rest()
  assert.deepEqual(told(follower.frames), [
    `snapshot ${house.room}`,
    `joined ${house.room}`,
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
  await using house = await EngineHouse.open()
  const playlistId = await madePlaylist(house, 'private')
  const follower = house.follow([house.room])
  await rest()
  const busy = shuffled(house, 30)
  for (let nth = 0; nth < 10; nth++) {
    follower.following.join(playlistRoom(playlistId))
    await house.done({ type: 'playlist.change', playlistId, title: `Slow ${nth}` })
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
  const ofSession = (await house.log()).filter(({ room }) => room === house.room).map(({ seq }) => seq)
  const start = follower.frames[0]?.seq ?? 0
  const heard = follower.frames.flatMap((frame) =>
    frame.kind === 'event' && frame.room === house.room ? [frame.seq] : [],
  )
  assert.deepEqual(
    heard,
    ofSession.filter((seq) => seq > start),
  )
})

test('[L14] a room that is not there, or not its own, is answered as such, and is not followed', async () => {
  await using house = await EngineHouse.open()
  const secret = playlistRoom(await madePlaylist(house, 'private'))
  const follower = house.follow([], { by: house.other })
  await rest()
  for (const room of [NOWHERE, secret, house.room]) follower.following.join(room)
  await rest()
  await shuffled(house)
  await house.done({
    type: 'playlist.change',
    playlistId: secret.slice('playlist:'.length) as PlaylistId,
    title: 'X',
  })
  await rest()
  assert.deepEqual(told(follower.frames), [
    `no-such-room ${NOWHERE}`,
    `no-such-room ${secret}`,
    `no-such-room ${house.room}`,
  ])
})

test('[L14] a deleted playlist is not joined any more', async () => {
  await using house = await EngineHouse.open()
  const playlistId = await madePlaylist(house, 'private')
  await house.done({ type: 'playlist.delete', playlistId })
  const follower = house.follow([])
  follower.following.join(playlistRoom(playlistId))
  await rest()
  assert.deepEqual(told(follower.frames), [`no-such-room ${playlistRoom(playlistId)}`])
})

test('[L14] more than a hundred rooms nobody follows, until one is left', async () => {
  await using house = await EngineHouse.open()
  const rooms: Room[] = []
  for (let nth = 0; nth < 101; nth++) rooms.push(playlistRoom(await madePlaylist(house, 'private')))
  const [last] = rooms.splice(100)
  assert.ok(last)
  const follower = house.follow(rooms)
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
  await using house = await EngineHouse.open()
  const follower = house.follow([house.room, 'library'])
  await rest()
  follower.following.leave(house.room)
  await rest()
  await shuffled(house)
  house.engine.beacon(house.me.householdId, house.room, { ...(await timeline(house)) })
  await rest()
  assert.deepEqual(told(follower.frames).slice(2), [`left ${house.room}`])
  follower.following.join(house.room)
  await rest()
  await shuffled(house)
  await rest()
  assert.deepEqual(told(follower.frames).slice(3, 5), [`snapshot ${house.room}`, `joined ${house.room}`])
  assert.ok(follower.seqs.length > 0)
})

test('[L15] what waited of a room that is left is dropped with it', async () => {
  await using house = await EngineHouse.open()
  const follower = slow(house, [house.room])
  assert.equal((await follower.next()).kind, 'snapshot')
  const waiting = follower.next()
  await rest()
  await shuffled(house)
  assert.equal((await waiting).kind, 'event')
  await shuffled(house, 5)
  await rest()
  follower.leave(house.room)
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
  await using house = await EngineHouse.open()
  const follower = slow(house, [house.room])
  await follower.next()
  const waiting = follower.next()
  await rest()
  await shuffled(house, 300)
  await waiting
  await rest()
  follower.join('devices')
  const frames = [await follower.next(), await follower.next(), await follower.next(), await follower.next()]
  const words = told(frames)
  assert.equal(words[0], 'resync')
  assert.deepEqual(words.slice(1), [`snapshot ${house.room}`, 'snapshot devices', 'joined devices'])
  follower.end()
})

test('[L17] a joined playlist closes when it becomes private, and opens when it is the household’s again', async () => {
  await using house = await EngineHouse.open()
  const playlistId = await madePlaylist(house, 'household')
  const room = playlistRoom(playlistId)
  const follower = house.follow(['library'], { by: house.other })
  await rest()
  follower.following.join(room)
  await rest()
  await house.done({ type: 'playlist.change', playlistId, visibility: 'private' })
  await rest()
  await house.done({ type: 'playlist.change', playlistId, title: 'Unheard' })
  await rest()
  await house.done({ type: 'playlist.change', playlistId, visibility: 'household' })
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
  await using house = await EngineHouse.open()
  const playlistId = await madePlaylist(house, 'household')
  const room = playlistRoom(playlistId)
  const store = house.household.openStore()
  const read = Promise.withResolvers<void>()
  let isHeld = false
  const snapshot: typeof store.snapshot = async (...asked) => {
    const taken = await store.snapshot(...asked)
    if (isHeld && asked[2].includes(room)) await read.promise
    return taken
  }
  await house.restart({ store: { ...store, snapshot } })
  const follower = house.follow([room], { by: house.other })
  await rest()
  isHeld = true
  await house.done({ type: 'playlist.change', playlistId, visibility: 'private' })
  await rest()
  await house.done({ type: 'playlist.change', playlistId, visibility: 'household' })
  await house.done({ type: 'playlist.change', playlistId, title: 'Back again' })
  await rest()
  isHeld = false
  read.resolve()
  await rest()
  assert.deepEqual(told(follower.frames), [`snapshot ${room}`, 'resync', 'resync', `snapshot ${room}`])
})

test('[L18] whoever takes no answers can ask a hundred times and no more', async () => {
  await using house = await EngineHouse.open()
  const follower = slow(house, [])
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
  await using house = await EngineHouse.open()
  const store = house.household.openStore()
  let isStuck = false
  const eventsAfter: typeof store.eventsAfter = (...asked) =>
    isStuck ? new Promise(() => {}) : store.eventsAfter(...asked)
  await house.restart({ store: { ...store, eventsAfter } })
  const follower = house.follow(['library'])
  await rest()
  isStuck = true
  await shuffled(house)
  follower.following.join(house.room)
  await rest()
  assert.deepEqual(told(follower.frames), ['snapshot library'])
  follower.end()
  await rest()
  assert.equal(follower.isOver, true)
})

async function timeline(house: EngineHouse) {
  const { revision, playState, activeDeviceId } = await house.session()
  return { type: 'timeline', revision, playState, positionMs: 0, activeDeviceId } as const
}
