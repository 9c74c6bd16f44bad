import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock } from '@baton/testing/fakes/fake-clock'
import { buffered } from './buffered.ts'
import { store } from './store.ts'

test('[L24] a change is told at once, a flood of them in bursts of 50 ms, and the last of it always', async () => {
  const clock = new FakeClock()
  const source = store(0)
  const shown = buffered(source, clock)
  const told: number[] = []
  shown.subscribe((value) => told.push(value))
  source.set(1)
  assert.deepEqual(told, [1])
  for (let value = 2; value <= 20; value++) {
    source.set(value)
    assert.equal(shown.get(), value, 'whoever asks is answered with what is now')
    await clock.advance(10)
  }
  assert.deepEqual(told, [1, 6, 11, 16])
  await clock.advance(50)
  assert.deepEqual(told, [1, 6, 11, 16, 20])
  await clock.advance(50)
  source.set(21)
  assert.deepEqual(told, [1, 6, 11, 16, 20, 21], 'after a quiet while it is told at once again')
})

test('[L24] whoever has left is told nothing, and without anybody the source is not listened to', async () => {
  const clock = new FakeClock()
  const source = store(0)
  let listening = 0
  const watched = {
    get: source.get,
    subscribe(listener: (value: number) => void) {
      listening += 1
      const leave = source.subscribe(listener)
      return () => {
        listening -= 1
        leave()
      }
    },
  }
  const shown = buffered(watched, clock)
  const told: string[] = []
  const leaveFirst = shown.subscribe((value) => told.push(`first ${value}`))
  const leaveSecond = shown.subscribe((value) => told.push(`second ${value}`))
  assert.equal(listening, 1)
  source.set(1)
  source.set(2)
  leaveFirst()
  leaveFirst()
  await clock.advance(50)
  assert.deepEqual(told, ['first 1', 'second 1', 'second 2'])
  leaveSecond()
  assert.equal(listening, 0)
  shown.subscribe((value) => told.push(`third ${value}`))
  await clock.advance(50)
  source.set(3)
  assert.equal(told.at(-1), 'third 3')
})
