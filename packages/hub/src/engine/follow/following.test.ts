import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Entry,
  type EntryId,
  type Frame,
  foldRoom,
  type HouseholdId,
  type LogEpoch,
  QUEUE_WINDOW,
  type Room,
  type RoomState,
  type TrackId,
  type UserId,
} from '@baton/protocol'
import { insertHousehold } from '#stores/sql'
import { DEAF_BELL, EngineWorld, rest } from '../../../../testing/src/worlds/engine-world.ts'
import type { LoggedEvent } from '../ports/store.ts'
import { PAGE } from './page.ts'

const IDLE_SCAN = {
  phase: 'reading',
  read: 0,
  unchanged: 0,
  failed: 0,
  total: null,
  filesPerSecond: 0,
  etaMs: null,
} as const
const entryOf = (world: EngineWorld): Entry => ({
  entryId: world.dice.uuid() as EntryId,
  status: 'queued',
  trackId: world.dice.uuid() as TrackId,
  title: 'A track',
  artist: 'Somebody',
  album: null,
  albumId: null,
  coverId: null,
  durationMs: 180_000,
})
const scan = (seen: number) => ({ type: 'scan', ...IDLE_SCAN, seen }) as const

async function options(world: EngineWorld, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const shuffle = !(await world.session()).shuffle
    await world.done({ type: 'session.set-options', shuffle })
  }
}

/** What a follower knows after these frames. */
function folded(
  frames: readonly Frame[],
  from: ReadonlyMap<Room, RoomState> = new Map(),
): Map<Room, RoomState> {
  const states = new Map(from)
  for (const frame of frames) {
    if (frame.kind === 'snapshot') states.set(frame.room, frame.state)
    const state = frame.kind === 'event' && states.get(frame.room)
    if (frame.kind === 'event' && state) states.set(frame.room, foldRoom(state, frame.event, frame))
  }
  return states
}

async function truth(world: EngineWorld, rooms: readonly Room[]): Promise<Map<Room, RoomState>> {
  const { states } = await world.store.snapshot(world.me.householdId, world.me.userId, rooms)
  return new Map(states.map(({ room, state }) => [room, state]))
}

test('[L5] snapshots of all rooms are of one number, and behind them comes every event once and in order', async () => {
  await using world = await EngineWorld.open()
  await world.speaker('Kitchen')
  const rooms: readonly Room[] = [world.room, 'devices', 'library']
  // It begins to follow while commands are under way.
  const busy = options(world, 20)
  await rest()
  const follower = world.follow(rooms)
  await busy
  await world.speaker('Bath')
  await rest()
  const snapshots = follower.frames.flatMap((frame) => (frame.kind === 'snapshot' ? [frame] : []))
  assert.deepEqual(follower.kinds.slice(0, 4), ['snapshot', 'snapshot', 'snapshot', 'event'])
  assert.deepEqual(snapshots.map(({ room }) => room).sort(), [...rooms].sort())
  const [start] = snapshots
  assert.deepEqual([...new Set(snapshots.map(({ seq }) => seq))], [start?.seq])
  const { seq: head } = await world.head()
  const expected = Array.from({ length: head - (start?.seq ?? 0) }, (_, i) => (start?.seq ?? 0) + i + 1)
  assert.deepEqual(follower.seqs, expected)
  assert.deepEqual(folded(follower.frames), await truth(world, rooms))
})

test('[L6] from whichever number it comes back, the missed events lead to the state of the hub', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await world.speaker('Kitchen')
  const rooms: readonly Room[] = [world.room, 'devices', 'library']
  const whole = world.follow(rooms)
  await rest()
  await world.play(kitchen)
  await options(world, 5)
  await world.done({ type: 'session.next' }, { by: kitchen })
  await world.speaker('Bath')
  await rest()
  const { epoch, seq: head } = await world.head()
  for (const [index, frame] of whole.frames.entries()) {
    if (frame.kind !== 'event') continue
    const back = world.follow(rooms, { after: { epoch, seq: frame.seq } })
    await rest()
    assert.deepEqual(back.kinds, [...back.seqs.map(() => 'event'), 'caught-up'])
    assert.deepEqual(
      back.seqs,
      whole.seqs.filter((seq) => seq > frame.seq),
    )
    const before = folded(whole.frames.slice(0, index + 1))
    assert.deepEqual(folded(back.frames, before), await truth(world, rooms))
    assert.equal(back.frames.at(-1)?.seq, head)
    back.end()
  }
  const back = world.follow(rooms, { after: { epoch, seq: head - 1 } })
  await options(world, 1)
  await rest()
  const now = (await world.head()).seq
  assert.deepEqual(
    back.seqs,
    Array.from({ length: now - head + 1 }, (_, i) => head + i),
  )
})

test('[L7] a cursor that cannot be served gets its reason and fresh snapshots', async () => {
  await using world = await EngineWorld.open()
  await options(world, 10)
  const { epoch, seq } = await world.head()
  const answers = async (after: { epoch: LogEpoch; seq: number }) => {
    const follower = world.follow([world.room], { after })
    do await rest()
    while (follower.frames.length === 0)
    const [first] = follower.frames
    assert.deepEqual(follower.kinds, first?.kind === 'resync' ? ['resync', 'snapshot'] : follower.kinds)
    if (first?.kind === 'resync') assert.deepEqual(folded(follower.frames), await truth(world, [world.room]))
    return first?.kind === 'resync' ? first.reason : first?.kind
  }
  assert.equal(await answers({ epoch: 'anotherlog1' as LogEpoch, seq }), 'other-log')
  assert.equal(await answers({ epoch, seq: seq + 1 }), 'from-the-future')
  assert.equal(await answers({ epoch, seq }), 'caught-up')
  await world.store.prune({ receiptsBefore: 0, eventsBefore: 0, keepEvents: 4 })
  const { floor } = await world.store.snapshot(world.me.householdId, world.me.userId, [])
  assert.ok(floor > 0 && floor < seq)
  assert.equal(await answers({ epoch, seq: floor - 1 }), 'too-old')
  assert.equal(await answers({ epoch, seq: floor }), 'event')

  const library = { tracks: 0, albums: 0, artists: 0 }
  const event = { type: 'library.changed', added: 0, changed: 0, missing: 0, library } as const
  const many = Array.from(
    { length: 10_000 },
    () => ({ room: 'library', audience: 'household', revision: 0, event }) as const,
  )
  const { householdId } = world.me
  await world.store.transact(householdId, {}, () => ({
    value: null,
    writes: { at: world.engine.now(), events: many },
  }))
  assert.equal(await answers({ epoch, seq }), 'caught-up')
  assert.equal(await answers({ epoch, seq: seq - 1 }), 'too-old')
})

test('[L8] nobody sees what is meant for another user or another household, or what it did not ask for', async () => {
  await using world = await EngineWorld.open()
  const householdId = world.dice.uuid() as HouseholdId
  const { kysely } = world.household.database
  await insertHousehold(kysely, {
    id: householdId,
    name: 'Next door',
    epoch: 'nextdoor0001' as LogEpoch,
    at: 0,
  })
  const all: readonly Room[] = [world.room, 'devices', 'library']
  const mine = world.follow(all)
  const housemate = world.follow(all, { by: world.other })
  const neighbour = world.follow(all, { by: { ...world.other, householdId } })
  const narrow = world.follow(['library'])
  await rest()
  await world.speaker('Kitchen')
  await options(world, 1)
  const library = { tracks: 1, albums: 1, artists: 1 }
  await world.engine.libraryChanged(world.me.householdId, { added: 1, changed: 0, missing: 0, library })
  await rest()
  for (const type of ['device.registered', 'session.options-changed', 'library.changed']) {
    assert.ok(mine.types.includes(type), type)
  }
  const rooms = housemate.frames.flatMap((frame) => (frame.kind === 'snapshot' ? [frame] : []))
  assert.deepEqual(rooms.map(({ room }) => room).sort(), ['devices', 'library'])
  assert.ok(rooms.every(({ state }) => state.family !== 'devices' || state.devices.length === 0))
  assert.deepEqual(housemate.types, ['library.changed'])
  assert.deepEqual(neighbour.types, [])
  assert.ok(!neighbour.frames.some((frame) => frame.kind === 'snapshot' && frame.state.family === 'session'))
  assert.deepEqual(narrow.types, ['library.changed'])
})

test('[L9] a follower with 256 events waiting is collapsed to fresh snapshots, and holds up nobody', async () => {
  await using world = await EngineWorld.open()
  const stop = new AbortController()
  const { me: principal, room } = world
  const frames = world.engine.follow({ principal, rooms: [room], signal: stop.signal }).frames
  const slow = frames[Symbol.asyncIterator]()
  const next = async () => (await slow.next()).value
  assert.equal((await next())?.kind, 'snapshot')
  // It waits for what comes next, and reads no further once it has that.
  const waiting = next()
  await rest()
  const quick = world.follow([room])
  await rest()
  await options(world, 1)
  assert.equal((await waiting)?.kind, 'event')
  await options(world, 400)
  await rest()
  assert.ok(quick.seqs.length >= 401)
  assert.deepEqual(quick.seqs, [...new Set(quick.seqs)])
  const resync = await next()
  assert.ok(resync?.kind === 'resync' && resync.reason === 'too-slow')
  const snapshot = await next()
  assert.ok(snapshot?.kind === 'snapshot' && snapshot.state.family === 'session')
  assert.deepEqual(snapshot.state.session, await world.session())
  const later = next()
  await options(world, 1)
  assert.equal((await later)?.seq, snapshot.seq + 1)
  stop.abort()
})

test('[L23] a replay that waits for its reader holds one page of frames, and a worker that lags reads no more at once', async () => {
  await using world = await EngineWorld.open()
  const store = world.household.openStore()
  const pages: LoggedEvent[][] = []
  const watched: typeof store = {
    ...store,
    async pageAfter(...asked) {
      const page = await store.pageAfter(...asked)
      const events = [...page.events]
      if (events.length > 0) pages.push(events)
      return { ...page, events }
    },
  }
  await world.restart({ store: watched })
  const deaf = await world.worker({ store: watched, bell: DEAF_BELL, soleWorker: false })
  const lagging = world.follow([world.room], { engine: deaf })
  await rest()
  const { epoch, seq: before } = await world.head()
  const counts = [...Array.from({ length: 12 }, () => 300), 5_000, ...Array.from({ length: 12 }, () => 300)]
  const events = counts.map((count) => {
    const entries = Array.from({ length: count }, () => entryOf(world))
    const event = { type: 'queue.extended', entries, index: 0, orderIndex: null } as const
    return { room: world.room, audience: world.me.userId, revision: 1, event } as const
  })
  await world.store.transact(world.me.householdId, {}, () => ({
    value: null,
    writes: { at: world.engine.now(), events },
  }))
  const expected = counts.map((_, index) => before + index + 1)
  const weightOf = (page: readonly LoggedEvent[]) =>
    page.reduce((sum, { event }) => sum + Buffer.byteLength(JSON.stringify(event)), 0)
  const bounded = () => {
    for (const page of pages) assert.ok(page.length === 1 || weightOf(page) <= PAGE.bytes)
    assert.ok(pages.some(({ length }) => length > 1))
  }

  pages.length = 0
  await world.clock.advance(1_500)
  while (lagging.seqs.length < expected.length) await rest()
  assert.deepEqual(lagging.seqs, expected)
  bounded()
  lagging.end()

  pages.length = 0
  const stop = new AbortController()
  const after = { epoch, seq: before }
  const request = { principal: world.me, rooms: [world.room], after, signal: stop.signal }
  const slow = world.engine.follow(request).frames[Symbol.asyncIterator]()
  const told: number[] = []
  for (let frame = (await slow.next()).value; frame?.kind === 'event'; frame = (await slow.next()).value) {
    told.push(frame.seq)
    assert.ok(frame.event.type === 'queue.extended' && frame.event.entries.length <= QUEUE_WINDOW.size)
    // It has not read ahead, and what it has read it needs no more: it is taken away here.
    const read = pages.flatMap((page) => page.splice(0, page.length).map(({ seq }) => seq))
    assert.ok(read.length === 0 || read[0] === frame.seq)
  }
  assert.deepEqual(told, expected)
  stop.abort()
})

test('[L10] of beacons the newest of each room waits; they take no number and tell how far the follower is', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await world.speaker('Kitchen')
  await world.play(kitchen)
  const stop = new AbortController()
  const rooms: readonly Room[] = [world.room, 'library']
  const frames = world.engine.follow({ principal: world.me, rooms, signal: stop.signal }).frames
  const slow = frames[Symbol.asyncIterator]()
  await slow.next()
  await slow.next()
  const { seq } = await world.head()
  for (let seen = 1; seen <= 5; seen++) world.engine.beacon(world.me.householdId, 'library', scan(seen))
  await world.clock.advance(9_000)
  const two = [(await slow.next()).value, (await slow.next()).value]
  const beacons = two.flatMap((frame) => (frame?.kind === 'beacon' ? [frame] : []))
  assert.deepEqual(beacons.map(({ room }) => room).sort(), ['library', world.room].sort())
  const ofScan = beacons.find(({ beacon }) => beacon.type === 'scan')?.beacon
  assert.equal(ofScan?.type === 'scan' && ofScan.seen, 5)
  const timeline = beacons.find(({ beacon }) => beacon.type === 'timeline')?.beacon
  assert.ok(timeline?.type === 'timeline' && timeline.positionMs > 0)
  assert.deepEqual([...new Set(beacons.map((frame) => frame.seq))], [seq])
  assert.equal((await world.head()).seq, seq)
  stop.abort()
})

test('[L10] a beacon for one person is heard by nobody else, and waits beside the one for all', async () => {
  await using world = await EngineWorld.open()
  const stop = new AbortController()
  const frames = world.engine.follow({ principal: world.me, rooms: ['library'], signal: stop.signal }).frames
  const slow = frames[Symbol.asyncIterator]()
  await slow.next()
  const { householdId, userId } = world.me
  const stranger = world.dice.uuid() as UserId
  world.engine.beacon(householdId, 'library', scan(1), userId)
  world.engine.beacon(householdId, 'library', scan(2), stranger)
  world.engine.beacon(householdId, 'library', scan(3))
  world.engine.beacon(householdId, 'library', scan(4), stranger)
  const two = [(await slow.next()).value, (await slow.next()).value]
  const seen = two.map(
    (frame) => frame?.kind === 'beacon' && frame.beacon.type === 'scan' && frame.beacon.seen,
  )
  assert.deepEqual(seen, [1, 3])
  stop.abort()
})

test('[L11] what is new is read once however many follow, and a lost ring costs about a second', async () => {
  await using world = await EngineWorld.open()
  let reads = 0
  const store = world.household.openStore()
  const counting = {
    ...store,
    pageAfter: (...asked: Parameters<typeof store.pageAfter>) => {
      reads++
      return store.pageAfter(...asked)
    },
  }
  const readsWith = async (followers: number) => {
    await world.restart({ store: counting })
    const watched = Array.from({ length: followers }, () => world.follow([world.room]))
    await rest()
    reads = 0
    await options(world, 1)
    await rest()
    assert.ok(watched.every(({ seqs }) => seqs.length > 0 && seqs.length === watched[0]?.seqs.length))
    return reads
  }
  assert.equal(await readsWith(30), await readsWith(1))

  const deaf = await world.worker({ bell: DEAF_BELL, soleWorker: false })
  const follower = world.follow([world.room], { engine: deaf })
  await rest()
  await options(world, 1)
  await rest()
  assert.deepEqual(follower.seqs, [])
  await world.clock.advance(1_500)
  await rest()
  assert.equal(follower.seqs.at(-1), (await world.head()).seq)
  assert.ok(follower.frames.some(({ kind }) => kind === 'event'))
})

test('[L12] following ends with its signal and with the hub', async () => {
  await using world = await EngineWorld.open()
  const [one, two] = [world.follow([world.room]), world.follow([world.room])]
  await rest()
  one.end()
  await rest()
  assert.deepEqual([one.isOver, two.isOver], [true, false])
  await options(world, 1)
  await rest()
  assert.deepEqual([one.seqs.length > 0, two.seqs.length > 0], [false, true])
  await world.engine.stop()
  await rest()
  assert.equal(two.isOver, true)
  const aborted = AbortSignal.abort()
  const { frames } = world.engine.follow({ principal: world.me, rooms: [world.room], signal: aborted })
  for await (const frame of frames) {
    assert.fail(`A ${frame.kind} came after the end`)
  }
})
