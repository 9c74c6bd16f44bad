// Measures time: runs alone.
import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { finish, lacking, spawnOwned } from '../machine/child.ts'
import { writeCodedTrack } from '../music/coded-track.ts'
import { handOverFigures } from './hand-over-figures.ts'
import { segments } from './listen.ts'
import { startPulse } from './pulse-audio.ts'
import { soundingStretches } from './sounding.ts'

const skip = lacking('pulseaudio', 'parec', 'pacat', 'paplay', 'pactl', 'flac', 'setpriv')
let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-pulse-test-'))
})
after(() => rm(folder, { recursive: true, force: true }))

const tags = { title: 'One', artist: 'Ann', album: 'Colours', trackNumber: 1 }

test('one click into all cards at once is at the same millisecond in every recording', { skip }, async () => {
  await using pulse = await startPulse({ sinks: ['a', 'b', 'c'] })
  const click = join(folder, 'click.raw')
  await writeFile(click, clicks({ channels: 6, atMs: [100, 400, 900], lengthMs: 1200 }))
  const take = pulse.record()
  const map = '--channel-map=aux0,aux1,aux2,aux3,aux4,aux5'
  const format = ['--raw', '--format=s16le', '--rate=44100', '--channels=6', map, '--no-remix']
  await finish(
    spawnOwned('pacat', ['--playback', '--device=card', ...format, click], {
      env: { ...process.env, ...pulse.env('a'), PULSE_SINK: 'card' },
    }),
  )
  const { a, b, c } = await take.stop()
  const [inA, inB, inC] = [a, b, c].map((recording) => soundingStretches(recording))
  assert.equal(inA?.length, 3)
  for (const other of [inB, inC]) {
    for (const [index, { startMs }] of (other ?? []).entries()) {
      assert.ok(Math.abs(startMs - (inA?.[index]?.startMs ?? Number.NaN)) <= 1)
    }
    assert.equal(other?.length, 3)
  }
})

test('a card records what is played on it, and nothing of its neighbour', { skip }, async () => {
  await using pulse = await startPulse({ sinks: ['a', 'b'] })
  const path = join(folder, 'seven.flac')
  await writeCodedTrack(path, { id: 7, durationMs: 2000, ...tags })
  const take = pulse.record()
  await finish(spawnOwned('paplay', [path], { env: { ...process.env, ...pulse.env('b') } }))
  await wait(200)
  const { a, b } = await take.stop()
  assert.deepEqual(soundingStretches(a), [])
  const heard = segments(b)
  assert.equal(heard.length, 1)
  assert.equal(heard[0]?.track, 7)
  near(heard[0]?.startPositionMs, 0, 2)
  near(heard[0]?.endPositionMs, 2000, 2)
})

test('two players one after the other give the figures of their hand-over', { skip }, async () => {
  await using pulse = await startPulse({ sinks: ['a', 'b'] })
  const path = join(folder, 'eight.flac')
  await writeCodedTrack(path, { id: 8, durationMs: 1500, ...tags })
  const take = pulse.record()
  await finish(spawnOwned('paplay', [path], { env: { ...process.env, ...pulse.env('a') } }))
  await wait(300)
  await finish(spawnOwned('paplay', [path], { env: { ...process.env, ...pulse.env('b') } }))
  const { a, b } = await take.stop()
  const figures = handOverFigures(a, b)
  assert.equal(figures.overlapMs, 0)
  assert.ok(figures.silenceMs > 200 && figures.silenceMs < 3000, `silence of ${figures.silenceMs} ms`)
  near(figures.positionErrorMs, -1500, 5)
})

test('a take begins when it is asked for, and its clock follows the wall clock', { skip }, async () => {
  await using pulse = await startPulse({ sinks: ['a'] })
  await wait(500)
  const startedAtMs = Date.now()
  const take = pulse.record()
  await wait(1000)
  near(take.positionMs(), 1000, 250)
  const { a } = await take.stop()
  near(a.startedAtMs, startedAtMs, 60)
  near((a.samples.length * 1000) / a.sampleRate, Date.now() - startedAtMs, 250)
})

test('names that the sound server could misread are refused', async () => {
  for (const sinks of [[], ['a b'], ['a', 'a'], ['card'], ['x remix=yes']]) {
    await assert.rejects(startPulse({ sinks }), RangeError)
  }
})

function clicks({
  channels,
  atMs,
  lengthMs,
}: {
  readonly channels: number
  readonly atMs: readonly number[]
  readonly lengthMs: number
}): Uint8Array {
  const pcm = new Int16Array(44.1 * lengthMs * channels)
  for (const ms of atMs) pcm.fill(20_000, 44.1 * ms * channels, 44.1 * (ms + 5) * channels)
  return new Uint8Array(pcm.buffer)
}

function near(actual: number | undefined, expected: number, withinMs: number): void {
  const difference = Math.abs((actual ?? Number.NaN) - expected)
  assert.ok(difference <= withinMs, `${actual} is not within ${withinMs} ms of ${expected}`)
}
