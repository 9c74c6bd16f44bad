import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codedSamples } from '../music/position-code.ts'
import { seamOf } from './seam.ts'

const sampleRate = 44_100
const tracks = { from: 3, to: 12, durationMs: 4_000 }

function recordingWith({ endLostMs = 0, holeMs = 0, startLostMs = 0 }) {
  const one = codedSamples({ id: 3, durationMs: 2_000 - endLostMs, fromMs: 2_000 })
  const other = codedSamples({ id: 12, durationMs: 2_000, fromMs: startLostMs })
  const hole = new Float32Array((holeMs * sampleRate) / 1000)
  return { sampleRate, samples: Float32Array.from([...one, ...hole, ...other]), startedAtMs: 0 }
}

test('a perfect seam is told from one with a hole, or with something lost', () => {
  const perfect = seamOf(recordingWith({}), tracks)
  assert.equal(perfect.silentMs, 0)
  assert.ok(Math.abs(perfect.endLostMs) < 3 && Math.abs(perfect.startLostMs) < 3)
  const broken = seamOf(recordingWith({ endLostMs: 40, holeMs: 30, startLostMs: 8 }), tracks)
  assert.ok(Math.abs(broken.silentMs - 30) <= 2)
  assert.ok(Math.abs(broken.endLostMs - 40) < 3)
  assert.ok(Math.abs(broken.startLostMs - 8) < 3)
})

test('where both sound, the new name at the old place is no start; at any other place it is', () => {
  const seamWith = (fromMs: number) => {
    const parts = [
      codedSamples({ id: 3, durationMs: 1_955, fromMs: 2_000 }),
      codedSamples({ id: 12, durationMs: 45, fromMs }),
      codedSamples({ id: 12, durationMs: 2_000, fromMs: 45 }),
    ]
    return seamOf(
      { sampleRate, samples: Float32Array.from(parts.flatMap((part) => [...part])), startedAtMs: 0 },
      tracks,
    )
  }
  assert.ok(Math.abs(seamWith(3_955).startLostMs - 45) < 10)
  assert.ok(Math.abs(seamWith(1_000).startLostMs - 1_000) < 10)
})

test('tracks that do not follow each other have no seam', () => {
  assert.throws(() => seamOf(recordingWith({}), { ...tracks, to: 20 }), /did not follow/)
})
