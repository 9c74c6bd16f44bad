import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandQueue } from './command-queue.ts'

test('[AG44] commands are done one after the other, also behind one that failed, and so many at once are too many', async () => {
  const inTurn = commandQueue(3)
  const done: string[] = []
  const first = Promise.withResolvers<void>()
  const results = [
    inTurn(() => first.promise),
    inTurn(async () => void done.push('second')),
    inTurn(async () => void done.push('third')),
  ]
  assert.equal(
    inTurn(async () => {}),
    null,
  )
  assert.deepEqual(done, [])
  first.reject(new Error('it went wrong'))
  const outcomes = await Promise.allSettled(results)
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'fulfilled', 'fulfilled'],
  )
  assert.deepEqual(done, ['second', 'third'])
  assert.notEqual(
    inTurn(async () => {}),
    null,
  )
})
