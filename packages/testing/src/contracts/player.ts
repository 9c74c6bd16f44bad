import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type { Sound, SoundEvent, Source } from '@baton/client'
import { until } from '../worlds/hub-process-world.ts'

/** A player with what it may play. Every good source is `TRACK_MS` long. */
export interface PlayerWorld extends AsyncDisposable {
  readonly player: Sound
  /** The nth of some good ones; the key is the caller's. */
  good(nth: 0 | 1 | 2, key: string): Source
  /** Loads something that is no music, or that is not there. */
  loadBroken(reason: 'source' | 'network', key: string): void
}

export const TRACK_MS = 2_400
/** From what was asked to what is heard, and back to who asks, on a busy machine. */
const NEAR_MS = 350
/** Nothing happens any more for so long: then nothing will. */
const CALM_MS = 400

/** What every player promises: rules AG3 to AG10 of docs/protocol/agent.md. */
export function playerContract({
  name,
  open,
}: {
  readonly name: string
  open(): Promise<PlayerWorld>
}): void {
  describe(`the player: ${name}`, { concurrency: false }, () => {
    test('[AG3] what is loaded says that it is ready, stays silent, and stands where it was sent', async () => {
      await using world = await open()
      const { player } = world
      const told = listen(player)
      player.load(world.good(0, 'a'), { positionMs: 1_200 })
      await told.first('ready', 'a')
      await wait(CALM_MS)
      assert.deepEqual(told.types(), ['ready'])
      assert.equal(Math.round(player.positionMs()), 1_200)
    })

    test('[AG4] play is heard from there and says so; paused, it stands still', async () => {
      await using world = await open()
      const { player } = world
      const told = await ready(world, 'a', 600)
      player.play()
      const began = await told.first('playing', 'a')
      near(began.positionMs, 600)
      await until('it has moved on', async () => player.positionMs() > began.positionMs + 300)
      player.pause()
      const stood = player.positionMs()
      await wait(CALM_MS)
      assert.equal(player.positionMs(), stood)
      assert.deepEqual(told.types(), ['ready', 'playing'])
      player.play()
      near((await told.nth('playing', 'a', 2)).positionMs, stood)
    })

    test('[AG4] told to play before it is ready, it is heard as soon as it can be', async () => {
      await using world = await open()
      const told = listen(world.player)
      world.player.load(world.good(0, 'a'), { positionMs: 0 })
      world.player.play()
      near((await told.first('playing', 'a')).positionMs, 0)
    })

    test('[AG5] sought while it sounds it goes on there, and while it is silent it stands there', async () => {
      await using world = await open()
      const { player } = world
      const told = await ready(world, 'a', 0)
      player.seek(1_500)
      assert.equal(Math.round(player.positionMs()), 1_500)
      await wait(CALM_MS)
      assert.deepEqual(told.types(), ['ready'])
      player.play()
      near((await told.first('playing', 'a')).positionMs, 1_500)
      player.seek(300)
      near((await told.nth('playing', 'a', 2)).positionMs, 300)
    })

    test('[AG6] the volume changes nothing that it says', async () => {
      await using world = await open()
      const { player } = world
      const told = await ready(world, 'a', 0)
      player.setVolume(30, false)
      player.play()
      await told.first('playing', 'a')
      player.setVolume(0, true)
      await wait(CALM_MS)
      assert.deepEqual(told.types(), ['ready', 'playing'])
    })

    test('[AG7] at its end the prepared source follows by itself', async () => {
      await using world = await open()
      const { player } = world
      const told = await ready(world, 'a', TRACK_MS - 900)
      player.prepareNext(world.good(1, 'b'))
      player.play()
      const began = performance.now()
      const { movedOn } = await told.first('ended', 'a')
      assert.equal(movedOn, true)
      const lasted = performance.now() - began
      assert.ok(lasted > 850, `it ended after ${lasted} ms, before its end was heard`)
      near((await told.first('playing', 'b')).positionMs, 0)
      assert.deepEqual(told.types(), ['ready', 'playing', 'ended', 'playing'])
      await until('the next one moves', async () => player.positionMs() > 300)
      assert.ok(player.positionMs() < TRACK_MS)
    })

    test('[AG7] an end without anything behind it is the end, once its last was heard', async () => {
      await using world = await open()
      const { player } = world
      const told = await ready(world, 'a', TRACK_MS - 700)
      player.prepareNext(world.good(1, 'b'))
      player.prepareNext(null)
      player.play()
      const began = performance.now()
      assert.equal((await told.first('ended', 'a')).movedOn, false)
      const lasted = performance.now() - began
      assert.ok(lasted > 600, `it ended after ${lasted} ms, before its end was heard`)
      await wait(CALM_MS)
      assert.deepEqual(told.types(), ['ready', 'playing', 'ended'])
    })

    test('[AG7] what was announced last is what follows', async () => {
      await using world = await open()
      const { player } = world
      const told = await ready(world, 'a', TRACK_MS - 700)
      player.prepareNext(world.good(1, 'b'))
      player.prepareNext(world.good(2, 'c'))
      player.play()
      await told.first('playing', 'c')
      assert.equal(
        told.all.some(({ key }) => key === 'b'),
        false,
      )
    })

    test('[AG8] the prepared source is taken over by loading it', async () => {
      await using world = await open()
      const { player } = world
      const told = await ready(world, 'a', 0)
      player.play()
      await told.first('playing', 'a')
      player.prepareNext(world.good(1, 'b'))
      await wait(CALM_MS)
      player.load(world.good(1, 'b'), { positionMs: 0 })
      await told.first('ready', 'b')
      assert.ok(player.positionMs() < 50)
      player.play()
      near((await told.first('playing', 'b')).positionMs, 0)
      player.prepareNext(world.good(2, 'c'))
      player.seek(TRACK_MS - 500)
      await told.first('playing', 'c')
    })

    for (const reason of ['source', 'network'] as const) {
      test(`[AG9] what cannot be played fails by its ${reason}, and the next one can be loaded`, async () => {
        await using world = await open()
        const { player } = world
        const told = listen(player)
        world.loadBroken(reason, 'x')
        assert.equal((await told.first('failed', 'x')).reason, reason)
        player.load(world.good(0, 'a'), { positionMs: 0 })
        await told.first('ready', 'a')
        player.play()
        await told.first('playing', 'a')
      })
    }

    test('[AG10] of a source that was replaced nothing more is told', async () => {
      await using world = await open()
      const { player } = world
      const told = listen(player)
      player.load(world.good(0, 'a'), { positionMs: 0 })
      player.load(world.good(1, 'b'), { positionMs: 0 })
      player.load(world.good(2, 'c'), { positionMs: 500 })
      await told.first('ready', 'c')
      player.play()
      await told.first('playing', 'c')
      assert.equal(
        told.all.some(({ key }) => key !== 'c'),
        false,
      )
    })

    test('[AG10] unloaded it is silent and nowhere', async () => {
      await using world = await open()
      const { player } = world
      const told = await ready(world, 'a', 0)
      player.play()
      await told.first('playing', 'a')
      player.unload()
      assert.equal(player.positionMs(), 0)
      await wait(CALM_MS)
      assert.deepEqual(told.types(), ['ready', 'playing'])
      player.play()
      await wait(CALM_MS)
      assert.deepEqual(told.types(), ['ready', 'playing'])
    })
  })
}

async function ready(world: PlayerWorld, key: string, positionMs: number) {
  const told = listen(world.player)
  world.player.load(world.good(0, key), { positionMs })
  await told.first('ready', key)
  return told
}

/** Everything that a player says, from now on. */
export function listen(player: Sound) {
  const all: SoundEvent[] = []
  player.listen((event) => all.push(event))
  const nth = <T extends SoundEvent['type']>(type: T, key: string, count: number) =>
    until(`"${type}" of ${key} was told, instead of ${all.map((event) => event.type)}`, async () => {
      const found = all.filter((event) => event.type === type && event.key === key)
      return found[count - 1] as Extract<SoundEvent, { type: T }> | undefined
    })
  return {
    all,
    types: () => all.map(({ type }) => type),
    nth,
    first: <T extends SoundEvent['type']>(type: T, key: string) => nth(type, key, 1),
  }
}

function near(positionMs: number, wantedMs: number): void {
  assert.ok(Math.abs(positionMs - wantedMs) < NEAR_MS, `at ${positionMs} ms instead of ${wantedMs}`)
}
