import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BeatsBeacon } from '@baton/protocol'
import {
  EngineWorld,
  rest,
  type Speaking,
  type Watched,
} from '../../../../testing/src/worlds/engine-world.ts'

const SECOND = 1_000

function beatsOf({ frames }: Watched): readonly BeatsBeacon[] {
  return frames.flatMap((frame) =>
    frame.kind === 'beacon' && frame.beacon.type === 'beats' ? [frame.beacon] : [],
  )
}

/** For so many seconds, as its agent does: a beat every 3 s, and a heartbeat first. */
async function beatFor(world: EngineWorld, speakers: readonly Speaking[], seconds: number): Promise<void> {
  for (const by of speakers) {
    const capabilities = { unlocked: true }
    await world.done({ type: 'device.update', deviceId: by.deviceId, capabilities }, { by })
  }
  for (let second = 0; second < seconds; second++) {
    if (second % 3 === 0) for (const speaker of speakers) await world.engine.contact(speaker)
    await world.clock.advance(SECOND)
    await rest()
  }
}

test('[PG12] whoever looks is told of devices that beat: together, once in a second, and no other person', async () => {
  await using world = await EngineWorld.open()
  const beating = await Promise.all(
    ['Kitchen', 'Bath'].map((name) => world.speaker(name, { capabilities: { beats: true } })),
  )
  const other = await world.speaker('Attic')
  const mine = world.follow(['devices'])
  const theirs = world.follow(['devices'], { by: world.other })
  const { seq } = await world.head()
  await beatFor(world, [...beating, other], 30)
  const told = beatsOf(mine)
  assert.ok(told.length >= 10 && told.length <= 30, `${told.length} times in 30 s`)
  const ids = beating.map(({ deviceId }) => deviceId).toSorted()
  assert.deepEqual(
    told
      .at(-1)
      ?.devices.map(({ deviceId }) => deviceId)
      .toSorted(),
    ids,
  )
  assert.ok(told.every(({ devices }) => devices.every(({ agoMs }) => agoMs < 3 * SECOND)))
  assert.deepEqual(beatsOf(theirs), [])
  assert.equal((await world.head()).seq, seq)
})

test('[PG12] of one that has fallen silent nothing is told after 3 s, and again once it is back', async () => {
  await using world = await EngineWorld.open()
  const kitchen = await world.speaker('Kitchen', { capabilities: { beats: true } })
  const mine = world.follow(['devices'])
  await beatFor(world, [kitchen], 6)
  await world.clock.advance(3 * SECOND)
  const before = beatsOf(mine).length
  assert.ok(before > 0)
  await world.clock.advance(30 * SECOND)
  await rest()
  assert.equal(beatsOf(mine).length, before)
  await beatFor(world, [kitchen], 3)
  assert.ok(beatsOf(mine).length > before)
})
