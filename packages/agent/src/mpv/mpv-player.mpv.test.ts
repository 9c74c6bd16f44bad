import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { listen, type PlayerWorld, playerContract, TRACK_MS } from '@baton/testing/contracts/player'
import { lacking } from '@baton/testing/machine/child'
import { makeMusic } from '@baton/testing/music/coded-albums'
import { type SoundServer, serveSounds } from '@baton/testing/music/serve-sounds'
import { until } from '@baton/testing/worlds/hub-process-world'
import { DEAD_MAN_SCRIPT } from './dead-man-script.ts'
import { type MpvPlayerOptions, mpvPlayer } from './mpv-player.ts'
import type { Player } from './player.ts'

const skip = lacking('mpv')

if (!skip) playerContract({ name: 'mpv', open: () => openMpv() })

interface MpvWorld extends PlayerWorld {
  readonly player: Player
  readonly server: SoundServer
}

async function openMpv(options: Partial<MpvPlayerOptions> = {}): Promise<MpvWorld> {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'baton-player-'))
  made.defer(() => rm(folder, { recursive: true, force: true }))
  await makeMusic(
    folder,
    ['0', '1', '2'].map((title) => ({ title, durationMs: TRACK_MS })),
  )
  await makeMusic(folder, [{ title: 'long', durationMs: 60_000 }])
  await writeFile(join(folder, 'noise.wav'), 'This is no music.')
  const server = made.use(await serveSounds(folder))
  const deadMan = join(folder, 'dead-man.lua')
  await writeFile(deadMan, DEAD_MAN_SCRIPT)
  const player = made.use(mpvPlayer({ command: 'mpv', deadMan, options: ['--ao=null'], ...options }))
  const kept = made.move()
  return {
    player,
    server,
    good: (nth, key) => ({ key, url: server.url(`${nth}.wav`) }),
    loadBroken: (reason, key) =>
      player.load(
        { key, url: server.url(reason === 'source' ? 'noise.wav' : 'nowhere.wav') },
        { positionMs: 0 },
      ),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

test('[AG1] no address stands on its command line, and when the player is ended its process is gone', {
  skip,
}, async () => {
  const world = await openMpv()
  const told = listen(world.player)
  world.player.load(world.good(0, 'a'), { positionMs: 0 })
  await told.first('ready', 'a')
  const pid = pidOf(world)
  assert.equal((await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes('secret'), false)
  await world[Symbol.asyncDispose]()
  await until('the process is gone', async () => !existsSync(`/proc/${pid}/exe`))
})

test('[AG11] [AG35] a player that dies while it sounds is started again and goes on at the place, with what was prepared', {
  skip,
}, async () => {
  await using world = await openMpv()
  const { player } = world
  const told = listen(player)
  player.load(world.good(0, 'a'), { positionMs: 0 })
  player.prepareNext(world.good(1, 'b'))
  player.play()
  await told.first('playing', 'a')
  await until('it is in the middle', async () => player.positionMs() > 600)
  process.kill(pidOf(world), 'SIGKILL')
  const { positionMs, reason } = await told.first('stalled', 'a')
  assert.equal(reason, 'player-gone')
  const again = await told.nth('playing', 'a', 2)
  near(again.positionMs, positionMs)
  assert.equal((await told.first('ended', 'a')).movedOn, true)
  await told.first('playing', 'b')
})

test('[AG11] one that dies in silence stays silent where it stood', { skip }, async () => {
  await using world = await openMpv()
  const { player } = world
  const told = listen(player)
  player.load(world.good(0, 'a'), { positionMs: 900 })
  await told.first('ready', 'a')
  process.kill(pidOf(world), 'SIGKILL')
  await told.nth('ready', 'a', 2)
  await wait(400)
  assert.deepEqual(told.types(), ['ready', 'ready'])
  assert.equal(Math.round(player.positionMs()), 900)
  player.play()
  near((await told.first('playing', 'a')).positionMs, 900)
})

test('[AG12] a source over which three players died has failed', { skip }, async () => {
  await using world = await openMpv()
  const { player } = world
  const told = listen(player)
  player.load(world.good(0, 'a'), { positionMs: 0 })
  for (const nth of [1, 2, 3]) {
    await told.nth('ready', 'a', nth)
    process.kill(pidOf(world), 'SIGKILL')
  }
  assert.equal((await told.first('failed', 'a')).reason, 'source')
  player.load(world.good(1, 'b'), { positionMs: 0 })
  player.play()
  await told.first('playing', 'b')
})

test('[AG2] a player that does not answer is killed, and another one goes on', { skip }, async () => {
  await using world = await openMpv({ answersWithinMs: 700 })
  const { player } = world
  const told = listen(player)
  player.load({ key: 'a', url: world.server.url('long.wav') }, { positionMs: 0 })
  player.play()
  await told.first('playing', 'a')
  const frozen = pidOf(world)
  process.kill(frozen, 'SIGSTOP')
  near((await told.nth('playing', 'a', 2)).positionMs, (await told.first('stalled', 'a')).positionMs)
  assert.notEqual(player.pid, frozen)
  assert.equal(existsSync(`/proc/${frozen}/exe`), false)
})

test('[AG15] a player that nobody attends to falls silent, and goes on once somebody does', {
  skip,
}, async () => {
  let heldMs = 3_000
  await using world = await openMpv({ unattendedMs: () => heldMs })
  const { player } = world
  const told = listen(player)
  player.load({ key: 'a', url: world.server.url('long.wav') }, { positionMs: 0 })
  player.play()
  await told.first('playing', 'a')
  await wait(1_200)
  assert.deepEqual(told.types(), ['ready', 'playing'])
  heldMs = 0
  const { positionMs } = await told.first('stalled', 'a')
  heldMs = 3_000
  near((await told.nth('playing', 'a', 2)).positionMs, positionMs)
})

test('[AG13] [AG35] while there is no player program it is locked, and says so; then it is there', {
  skip,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-no-mpv-'))
  const command = join(folder, 'mpv')
  await using world = await openMpv({ command })
  const { player } = world
  const told = listen(player)
  player.load(world.good(0, 'a'), { positionMs: 0 })
  player.play()
  assert.equal((await told.first('blocked', 'a')).reason, 'player-gone')
  assert.deepEqual([player.able.get(), player.unlocked()], [false, false])
  player.play()
  await told.nth('blocked', 'a', 2)
  await writeFile(command, '#!/bin/sh\nexec mpv "$@"\n', { mode: 0o700 })
  await until('it is able', async () => player.able.get())
  player.play()
  await told.first('playing', 'a')
  await rm(folder, { recursive: true })
})

test('[AG13] [AG35] without a sound card it is locked, and no source is blamed', { skip }, async () => {
  const nowhere = { ...process.env, PULSE_SERVER: 'unix:/nowhere/native' }
  await using world = await openMpv({ options: ['--ao=pulse'], env: nowhere })
  const { player } = world
  const told = listen(player)
  player.load(world.good(0, 'a'), { positionMs: 0 })
  player.play()
  assert.equal((await told.first('blocked', 'a')).reason, 'no-sound-card')
  assert.equal(player.able.get(), false)
  assert.deepEqual(told.types(), ['blocked'])
})

test('[AG9] bytes that cease before the end are no end', { skip, timeout: 60_000 }, async () => {
  await using world = await openMpv()
  const { player } = world
  const told = listen(player)
  world.server.breakAfter(500_000)
  player.load({ key: 'b', url: world.server.url('long.wav') }, { positionMs: 0 })
  player.prepareNext(world.good(0, 'c'))
  player.play()
  assert.equal((await told.first('failed', 'b')).reason, 'network')
  assert.ok(player.positionMs() > 500 && player.positionMs() < 10_000, `stands at ${player.positionMs()} ms`)
  await wait(500)
  assert.equal(
    told.all.some(({ key }) => key === 'c'),
    false,
  )
})

test('[AG26] an address that is not allowed is not asked for', { skip }, async () => {
  await using world = await openMpv({ allows: (url) => url.includes('/1.wav') })
  const { player, server } = world
  const told = listen(player)
  player.load(world.good(0, 'a'), { positionMs: 0 })
  assert.equal((await told.first('failed', 'a')).reason, 'source')
  player.load(world.good(1, 'b'), { positionMs: 0 })
  player.prepareNext(world.good(2, 'c'))
  await told.first('ready', 'b')
  await wait(400)
  assert.equal(
    server.asked.every((path) => path.startsWith('/1.wav')),
    true,
  )
})

function pidOf({ player }: MpvWorld): number {
  assert.ok(player.pid)
  return player.pid
}

function near(positionMs: number, wantedMs: number): void {
  assert.ok(Math.abs(positionMs - wantedMs) < 500, `at ${positionMs} ms instead of ${wantedMs}`)
}
