import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { threadTape } from './tape.ts'

test('a cut begins with a whole moment, however the sound is chopped', async () => {
  const source = new PassThrough()
  const tape = threadTape({ source, sampleRate: 1000, channels: 2 })
  await play(source, bytes([1, 2, 3, 4]).subarray(0, 5))
  const cut = tape.record()
  await play(source, bytes([1, 2, 3, 4, 50, 60, 70, 80]).subarray(5))
  assert.equal(cut.positionMs(), 2)
  const channels = cut.stop()
  assert.deepEqual(levels(channels(0, 1).samples), [50, 70])
  assert.deepEqual(levels(channels(1, 1).samples), [60, 80])
  assert.deepEqual(levels(channels(0, 2).samples), [55, 75])
})

test('two cuts at once each hold their own time', async () => {
  const source = new PassThrough()
  const tape = threadTape({ source, sampleRate: 1000, channels: 1 })
  const first = tape.record()
  await play(source, bytes([1, 2]))
  const second = tape.record()
  await play(source, bytes([3, 4, 5]))
  const early = first.stop()(0, 1)
  await play(source, bytes([6]))
  const late = second.stop()(0, 1)
  assert.deepEqual(levels(early.samples), [1, 2, 3, 4, 5])
  assert.deepEqual(levels(late.samples), [3, 4, 5, 6])
  assert.equal(late.startedAtMs - early.startedAtMs >= 1, true)
})

test('a cut ends once', async () => {
  const cut = threadTape({ source: new PassThrough(), sampleRate: 1000, channels: 1 }).record()
  cut.stop()
  assert.throws(() => cut.stop(), /ends once/)
})

test('a recorder that ends without a sound is said so', async () => {
  const source = new PassThrough()
  const running = threadTape({ source, sampleRate: 1000, channels: 1 }).running()
  source.destroy()
  await assert.rejects(running, /before it recorded anything/)
})

async function play(source: PassThrough, sound: Uint8Array): Promise<void> {
  source.write(sound)
  await turn()
}

function bytes(values: readonly number[]): Uint8Array {
  return new Uint8Array(Int16Array.from(values).buffer)
}

function levels(samples: Float32Array): readonly number[] {
  return [...samples].map((value) => Math.round(value * 32_768))
}
