import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codedSamples } from '../music/position-code.ts'
import { handOverFigures } from './hand-over-figures.ts'
import { listen, segments } from './listen.ts'
import { excerpt, type Recording } from './recording.ts'

const sampleRate = 44_100

test('a coded stretch is heard as its track, from its first to its last position', () => {
  for (const [id, fromMs] of [
    [0, 0],
    [7, 30_000],
    [23, 76_543],
    [40, 118_000],
  ] as const) {
    const [segment, ...more] = segments(take(3000, { id, fromMs, atMs: 500, durationMs: 2000 }))
    assert.deepEqual(more, [])
    assert.equal(segment?.track, id)
    near(segment?.startMs, 500)
    near(segment?.endMs, 2500)
    near(segment?.startPositionMs, fromMs)
    near(segment?.endPositionMs, fromMs + 2000)
  }
})

test('each hop tells whether it sounds, and which position it hears', () => {
  const heard = listen(take(1000, { id: 4, fromMs: 10_000, atMs: 300, durationMs: 400 }))
  assert.equal(heard.length, 200)
  for (const { atMs, audible, track, positionMs } of heard) {
    assert.equal(audible, atMs >= 300 && atMs < 700, `at ${atMs}`)
    if (!audible) assert.equal(track, null)
    if (atMs < 315 || atMs > 685) continue
    assert.equal(track, 4)
    near(positionMs, 10_000 + atMs - 300)
  }
})

test('a gapless hand-over has no overlap, no silence and no position error', () => {
  const figures = handOverFigures(
    take(4000, { id: 3, fromMs: 20_000, atMs: 500, durationMs: 1500 }),
    take(4000, { id: 3, fromMs: 21_500, atMs: 2000, durationMs: 1500 }),
  )
  near(figures.overlapMs, 0, 1)
  near(figures.silenceMs, 0, 1)
  near(figures.positionErrorMs, 0)
  near(figures.silencedAtMs, 2000)
  near(figures.soundedAtMs, 2000)
  near(figures.leftOffMs, 21_500)
  assert.equal(figures.track, 3)
})

test('an overlap in perfect step counts as overlap and as music heard twice', () => {
  for (const overlapMs of [12, 37, 180]) {
    const figures = handOverFigures(
      take(4000, { id: 3, fromMs: 20_000, atMs: 500, durationMs: 1500 + overlapMs }),
      take(4000, { id: 3, fromMs: 21_500, atMs: 2000, durationMs: 1500 }),
    )
    near(figures.overlapMs, overlapMs, 2)
    near(figures.silenceMs, 0, 2)
    near(figures.positionErrorMs, -overlapMs)
  }
})

test('a gap counts as silence, a skip as position error, each by itself', () => {
  const paused = handOverFigures(
    take(5000, { id: 3, fromMs: 20_000, atMs: 500, durationMs: 1500 }),
    take(5000, { id: 3, fromMs: 21_500, atMs: 2640, durationMs: 1500 }),
  )
  near(paused.silenceMs, 640, 2)
  near(paused.positionErrorMs, 0)
  const skipped = handOverFigures(
    take(5000, { id: 3, fromMs: 20_000, atMs: 500, durationMs: 1500 }),
    take(5000, { id: 3, fromMs: 21_620, atMs: 2000, durationMs: 1500 }),
  )
  near(skipped.silenceMs, 0, 2)
  near(skipped.positionErrorMs, 120)
})

test('overlaps and silences add up over stutters on both sides', () => {
  const figures = handOverFigures(
    take(
      6000,
      { id: 5, fromMs: 1000, atMs: 500, durationMs: 1500 },
      { id: 5, fromMs: 2600, atMs: 2200, durationMs: 100 },
    ),
    take(
      6000,
      { id: 5, fromMs: 2500, atMs: 1970, durationMs: 60 },
      { id: 5, fromMs: 2700, atMs: 2500, durationMs: 1000 },
    ),
  )
  near(figures.overlapMs, 30, 3)
  near(figures.silenceMs, 170 + 200, 3)
})

test('figures hold through fades, other volumes and a noise floor', () => {
  const noisy = { noiseDb: -60, seed: 11 }
  const old = take(5000, { id: 9, fromMs: 60_000, atMs: 500, durationMs: 1500, volume: 0.1 })
  const next = take(5000, { id: 9, fromMs: 61_600, atMs: 2100, durationMs: 1500, fadeMs: 30, volume: 0.7 })
  const figures = handOverFigures(withNoise(old, noisy), withNoise(next, { ...noisy, seed: 12 }))
  near(figures.overlapMs, 0, 1)
  near(figures.silenceMs, 100, 5)
  near(figures.positionErrorMs, 100)
})

test('noise alone is neither sound nor a track', () => {
  const noise = withNoise(take(2000), { noiseDb: -60, seed: 3 })
  assert.deepEqual(segments(noise), [])
  assert.equal(
    listen(noise).some(({ audible }) => audible),
    false,
  )
})

test('a jump, a change of track and a short dropout each begin a new segment', () => {
  const heard = segments(
    take(
      7000,
      { id: 1, fromMs: 5000, atMs: 500, durationMs: 1000 },
      { id: 1, fromMs: 50_000, atMs: 1500, durationMs: 1000 },
      { id: 2, fromMs: 51_000, atMs: 2500, durationMs: 1000 },
      { id: 2, fromMs: 52_040, atMs: 3540, durationMs: 1000 },
    ),
  )
  assert.deepEqual(
    heard.map(({ track }) => track),
    [1, 1, 2, 2],
  )
  const starts = [500, 1500, 2500, 3540]
  const positions = [5000, 50_000, 51_000, 52_040]
  for (const [index, segment] of heard.entries()) {
    near(segment.startMs, starts[index] ?? Number.NaN, 10)
    near(segment.startPositionMs - segment.startMs, (positions[index] ?? 0) - (starts[index] ?? 0))
  }
})

test('a skip of 40 ms without any gap is heard', () => {
  const heard = segments(
    take(
      4000,
      { id: 1, fromMs: 5000, atMs: 500, durationMs: 1000 },
      { id: 1, fromMs: 6040, atMs: 1500, durationMs: 1000 },
    ),
  )
  assert.equal(heard.length, 2)
  near((heard[1]?.startPositionMs ?? 0) - (heard[0]?.endPositionMs ?? 0), 40)
})

test('a player that runs half a per cent fast is one segment with true ends', () => {
  const source = codedSamples({ id: 6, fromMs: 10_000, durationMs: 4020 })
  const samples = new Float32Array(sampleRate * 5)
  for (let index = 0; index < sampleRate * 4; index += 1) {
    const at = index * 1.005
    const before = Math.floor(at)
    const share = at - before
    samples[index] = (source[before] ?? 0) * (1 - share) + (source[before + 1] ?? 0) * share
  }
  const heard = segments({ sampleRate, samples, startedAtMs: 0 })
  assert.equal(heard.length, 1)
  near(heard[0]?.endMs, 4000)
})

test('an excerpt keeps one hand-over out of two', () => {
  const a = take(
    9000,
    { id: 3, fromMs: 0, atMs: 500, durationMs: 2000 },
    { id: 3, fromMs: 4000, atMs: 4500, durationMs: 2000 },
  )
  const b = take(9000, { id: 3, fromMs: 2000, atMs: 2500, durationMs: 1980 })
  const back = handOverFigures(excerpt(b, { fromMs: 3000 }), excerpt(a, { fromMs: 3000 }))
  near(back.silenceMs, 20, 2)
  near(back.positionErrorMs, 20)
})

test('an excerpt that ends after the recording is refused, not taken for silence', () => {
  const one = take(1000, { id: 3, fromMs: 0, atMs: 0, durationMs: 1000 })
  assert.equal(excerpt(one, { toMs: 1000 }).samples.length, sampleRate)
  assert.throws(() => excerpt(one, { fromMs: 200, toMs: 1500 }), RangeError)
})

test('a device that never sounded, or another track, is said in words', () => {
  const silent = take(2000)
  const one = take(2000, { id: 1, fromMs: 0, atMs: 0, durationMs: 1000 })
  const two = take(2000, { id: 2, fromMs: 1000, atMs: 1000, durationMs: 900 })
  assert.throws(() => handOverFigures(one, silent), /The new device played no coded track/)
  assert.throws(() => handOverFigures(silent, one), /The old device played no coded track/)
  assert.throws(() => handOverFigures(one, two), /left off in track 1, the new one began 2/)
})

test('an id or a length that the code cannot carry is refused', () => {
  assert.throws(() => codedSamples({ id: 41, durationMs: 1000 }), RangeError)
  assert.throws(() => codedSamples({ id: 1, fromMs: 119_500, durationMs: 1000 }), RangeError)
})

type Sound = {
  readonly id: number
  readonly fromMs: number
  readonly atMs: number
  readonly durationMs: number
  readonly volume?: number
  readonly fadeMs?: number
}

function take(lengthMs: number, ...sounds: readonly Sound[]): Recording {
  const samples = new Float32Array((lengthMs * sampleRate) / 1000)
  for (const { atMs, volume = 1, fadeMs = 0, ...span } of sounds) {
    const coded = codedSamples({ ...span, sampleRate })
    const fade = (fadeMs * sampleRate) / 1000
    const loudness = (index: number) => volume * Math.min(1, fade === 0 ? 1 : index / fade)
    const start = Math.round((atMs * sampleRate) / 1000)
    for (const [index, value] of coded.entries()) samples[start + index]! += value * loudness(index)
  }
  return { sampleRate, samples, startedAtMs: 0 }
}

function withNoise(
  recording: Recording,
  { noiseDb, seed }: { readonly noiseDb: number; readonly seed: number },
): Recording {
  let state = seed
  const samples = recording.samples.map((value) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return value + (state / 2 ** 31 - 1) * Math.sqrt(3) * 10 ** (noiseDb / 20)
  })
  return { ...recording, samples }
}

function near(actual: number | null | undefined, expected: number, withinMs = 5): void {
  const difference = Math.abs((actual ?? Number.NaN) - expected)
  assert.ok(difference <= withinMs, `${actual} is not within ${withinMs} ms of ${expected}`)
}
