import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type BeaconFrame, type Frame, positionAt } from '@baton/protocol'
import { EngineWorld, rest } from '@baton/testing/worlds/engine-world'
import { BEACON_EVERY_MS, BEACON_TURNS } from './beacon-turns.ts'

for (const moves of [false, true]) {
  const what = moves ? 'and the room with it' : 'by another user’s doing'

  test(`[L10] whoever opens while the log moves on, ${what}, hears a true beacon within one interval`, async () => {
    await using world = await playing()
    const snapshot = await heldSnapshots(world)
    const follower = world.follow([world.room])
    await snapshot.isRead
    await elsewhere(world)
    if (moves) await paused(world)
    await rest()
    snapshot.release()
    await agrees(world, follower.frames)
  })

  test(`[L10] whoever joins while the log moves on, ${what}, hears a true beacon within one interval`, async () => {
    await using world = await playing()
    const stop = new AbortController()
    const { me: principal } = world
    const following = world.engine.follow({ principal, rooms: ['playlists'], signal: stop.signal })
    const frames: Frame[] = []
    const iterator = following.frames[Symbol.asyncIterator]()
    const next = async () => {
      const { value, done } = await iterator.next()
      assert.ok(!done)
      frames.push(value)
    }
    await next()
    for (const title of ['x', 'y', 'z'])
      await world.done({ type: 'playlist.create', title, visibility: 'private' })
    await rest()
    following.join(world.room)
    // It has taken one of the three that wait before the snapshot of its join.
    await next()
    await rest()
    await elsewhere(world)
    if (moves) await paused(world)
    await rest()
    const all = (async () => {
      for (let read = await iterator.next(); !read.done; read = await iterator.next()) frames.push(read.value)
    })()
    await rest()
    assert.ok(frames.some(({ kind }) => kind === 'ack'))
    await agrees(world, frames)
    stop.abort()
    await all
  })
}

test('[L10] a room that moves on more than a follower can wait for begins anew, and its beacons with it', async () => {
  await using world = await playing()
  const snapshot = await heldSnapshots(world)
  const follower = world.follow([world.room])
  await snapshot.isRead
  for (let nth = 0; nth < 150; nth++) {
    await world.done({ type: 'session.set-options', shuffle: !(await world.session()).shuffle })
  }
  await rest()
  snapshot.release()
  await agrees(world, follower.frames)
  assert.ok(follower.kinds.includes('resync'))
})

test('[L10] in one interval each of many followers hears the room once, and whoever left it does not', async () => {
  await using world = await playing()
  const followers = Array.from({ length: BEACON_TURNS + 5 }, () => world.follow([world.room]))
  await rest()
  const [gone, ...present] = followers
  assert.ok(gone)
  gone.following.leave(world.room)
  await rest()
  const before = followers.map(({ frames }) => frames.length)
  await world.clock.advance(BEACON_EVERY_MS)
  await rest()
  const heard = followers.map(({ kinds }, nth) => kinds.slice(before[nth]))
  assert.deepEqual(heard, [[], ...present.map(() => ['beacon'])])
  // All of them gone and one come back: its turn is known to the room again.
  for (const { following } of present) following.leave(world.room)
  await rest()
  gone.following.join(world.room)
  await rest()
  await agrees(world, gone.frames)
})

async function playing(): Promise<EngineWorld> {
  const world = await EngineWorld.open()
  await world.play(await world.speaker('Kitchen'))
  await world.clock.advance(1_000)
  return world
}

/** What the hub reads of the rooms from now on is handed out when it is told to. */
async function heldSnapshots(world: EngineWorld) {
  const store = world.household.openStore()
  const isRead = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  const snapshot: typeof store.snapshot = async (...asked) => {
    const fresh = await store.snapshot(...asked)
    isRead.resolve()
    await released.promise
    return fresh
  }
  await world.restart({ store: { ...store, snapshot } })
  return { isRead: isRead.promise, release: released.resolve }
}

/** Something happens in the household, but not in the room. */
async function elsewhere(world: EngineWorld): Promise<void> {
  await world.done({ type: 'session.set-options', shuffle: true }, { by: world.other })
}

async function paused(world: EngineWorld): Promise<void> {
  await world.done({ type: 'session.seek', positionMs: 500 })
  await world.done({ type: 'session.pause' })
}

async function agrees(world: EngineWorld, frames: readonly Frame[]): Promise<void> {
  await rest()
  await world.clock.advance(BEACON_EVERY_MS)
  await rest()
  const beacons = frames.filter((frame): frame is BeaconFrame => frame.kind === 'beacon')
  const last = beacons.at(-1)
  assert.ok(last?.beacon.type === 'timeline', 'No beacon came')
  const { timeline, current, revision, playState } = await world.session()
  assert.deepEqual(last.beacon, {
    ...last.beacon,
    revision,
    playState,
    positionMs: positionAt(timeline, last.at, current?.durationMs ?? null),
  })
  assert.equal(last.seq, (await world.head()).seq)
}
