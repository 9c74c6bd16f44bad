import assert from 'node:assert/strict'
import { test } from 'node:test'
import { namedTurns, turns } from './turns.ts'

test('one after the other, in the order of asking', async () => {
  const { begun, task, end } = tasks()
  const line = turns({ mostWaiting: 9 })
  for (const name of ['a', 'b', 'c']) void line.take(task(name))
  await calm()
  assert.deepEqual(begun, ['a'])
  await end('a')
  assert.deepEqual(begun, ['a', 'b'])
  await end('b')
  assert.deepEqual(begun, ['a', 'b', 'c'])
})

test('so many at once, and the place of one that ends is the next one in line', async () => {
  const { begun, task, end } = tasks()
  const line = turns({ atOnce: 2, mostWaiting: 9 })
  for (const name of ['a', 'b', 'c']) void line.take(task(name))
  await calm()
  assert.deepEqual(begun, ['a', 'b'])
  const ended = end('b')
  void line.take(task('d'))
  await ended
  assert.deepEqual(begun, ['a', 'b', 'c'])
})

test('one that fails stops nobody, and its failure is its own', async () => {
  const line = turns({ mostWaiting: 9 })
  const failing = line.take(async () => {
    throw new Error('of its own')
  })
  const throwing = line.take(() => {
    throw new Error('at once')
  })
  const next = line.take(async () => 'well')
  await assert.rejects(failing, /of its own/)
  await assert.rejects(throwing, /at once/)
  assert.equal(await next, 'well')
})

test('whoever comes when too many wait is refused, and takes nobody its turn', async () => {
  const { begun, task, end } = tasks()
  const line = turns({ mostWaiting: 1 })
  void line.take(task('a'))
  void line.take(task('b'))
  await assert.rejects(line.take(task('c')), { code: 'hub.busy' })
  await end('a')
  await end('b')
  void line.take(task('d'))
  await calm()
  assert.deepEqual(begun, ['a', 'b', 'd'])
})

test('it is over when everything that came before has ended, failures too', async () => {
  const { task, end } = tasks()
  const line = turns({ mostWaiting: 9 })
  void line.take(task('a'))
  const failing = line.take(async () => {
    throw new Error('of its own')
  })
  let isOver = false
  const over = line.over().then(() => {
    isOver = true
  })
  await calm()
  assert.equal(isOver, false)
  await end('a')
  await over
  await assert.rejects(failing)
  await turns({ mostWaiting: 1 }).over()
})

test('under names, one waits only for those of its own name, and all count together', async () => {
  const { begun, task, end } = tasks()
  const lines = namedTurns({ mostWaiting: 3 })
  void lines.take('x', task('x1'))
  void lines.take('x', task('x2'))
  void lines.take('y', task('y1'))
  await calm()
  assert.deepEqual(begun, ['x1', 'y1'])
  await assert.rejects(lines.take('z', task('z1')), { code: 'hub.busy' })
  await end('x1')
  void lines.take('z', task('z2'))
  await calm()
  assert.deepEqual(begun, ['x1', 'y1', 'x2', 'z2'])
  const over = lines.over()
  for (const name of ['x2', 'y1', 'z2']) await end(name)
  await over
})

test('under names, one name alone cannot have more than its own part', async () => {
  const { begun, task, end } = tasks()
  const lines = namedTurns({ mostWaiting: 4, mostOfOne: 2 })
  for (const name of ['x1', 'x2']) void lines.take('x', task(name))
  await assert.rejects(lines.take('x', task('x3')), { code: 'hub.busy' })
  void lines.take('y', task('y1'))
  await end('x1')
  void lines.take('x', task('x4'))
  await calm()
  assert.deepEqual(begun, ['x1', 'y1', 'x2'])
  for (const name of ['x2', 'y1', 'x4']) await end(name)
  await lines.over()
  assert.deepEqual(begun, ['x1', 'y1', 'x2', 'x4'])
})

function tasks() {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  return {
    begun,
    task: (name: string) => () => {
      begun.push(name)
      return new Promise<void>((resolve) => ends.set(name, resolve))
    },
    async end(name: string) {
      ends.get(name)?.()
      await calm()
    },
  }
}

/** Everything that can go on without anybody ending anything has gone on. */
function calm(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
