import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scanTurns } from './scan-turns.ts'

test('[B41] turns are given to so many at once, in the order of asking, and those who are waited for go first', async () => {
  const { ask, begun, end } = line(2)
  for (const who of ['a', 'b', 'c', 'd']) ask(who, 'own')
  assert.deepEqual(begun, ['a', 'b'])
  ask('e', 'asked')
  ask('d', 'asked')
  await end('b')
  assert.deepEqual(begun.slice(2), ['e'])
  await end('a')
  await end('e')
  assert.deepEqual(begun.slice(3), ['d', 'c'])
})

test('[B41] who waits has one place, keeps it, and may leave it', async () => {
  const { ask, begun, end, leave } = line(1)
  ask('a', 'asked')
  ask('b', 'asked')
  ask('c', 'asked')
  ask('b', 'asked')
  ask('b', 'own')
  leave('c')
  leave('a')
  ask('a', 'asked')
  await end('a')
  await end('b')
  assert.deepEqual(begun, ['a', 'b', 'a'])
  await end('a')
  ask('c', 'own')
  assert.deepEqual(begun, ['a', 'b', 'a', 'c'])
})

function line(atOnce: number) {
  const { ask, leave } = scanTurns(atOnce)
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  return {
    begun,
    leave,
    ask: (who: string, urgency: 'asked' | 'own') =>
      ask(who, urgency, () => {
        begun.push(who)
        return new Promise((resolve) => ends.set(who, resolve))
      }),
    async end(who: string) {
      ends.get(who)?.()
      await new Promise(setImmediate)
    },
  }
}
