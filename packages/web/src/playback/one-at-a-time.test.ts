import assert from 'node:assert/strict'
import { test } from 'node:test'
import { oneAtATime } from './one-at-a-time.ts'

test('a slider that is dragged fast ends on its last value, and waits for no value that is old by then', async () => {
  const heard: number[] = []
  const answers: (() => void)[] = []
  const say = oneAtATime((value: number) => {
    heard.push(value)
    return new Promise<void>((resolve) => answers.push(resolve))
  })
  const told = [10, 20, 30, 40].map(say)
  assert.deepEqual(heard, [10], 'the hub has not answered yet')
  answers.shift()?.()
  await new Promise(setImmediate)
  assert.deepEqual(heard, [10, 40])
  answers.shift()?.()
  await Promise.all(told)
  const later = say(50)
  assert.deepEqual(heard, [10, 40, 50])
  answers.shift()?.()
  await later
})
