import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seeded } from '@baton/testing/fakes/fixed-seeds'
import fc from 'fast-check'
import { BoundedMap } from './bounded-map.ts'

test('for room, what was set longest ago goes first', () => {
  const map = new BoundedMap<string, number>({ most: 2 })
  map.set('a', 1)
  map.set('b', 2)
  map.set('a', 3)
  map.set('c', 4)
  assert.deepEqual(
    [...map],
    [
      ['a', 3],
      ['c', 4],
    ],
  )
})

test('using an entry keeps it, looking at it does not', () => {
  const map = new BoundedMap<string, number>({ most: 2 })
  map.set('a', 1)
  map.set('b', 2)
  map.get('a')
  map.set('c', 3)
  assert.equal(map.get('a'), undefined)
  map.use('b')
  map.set('d', 4)
  assert.deepEqual([map.get('b'), map.get('c'), map.get('d')], [2, undefined, 4])
})

test('an entry lives from when it was set, however much it is used', () => {
  let now = 0
  const map = new BoundedMap<string, number>({ most: 9, lives: { ms: 10, now: () => now } })
  map.set('a', 1)
  now = 9
  assert.equal(map.use('a'), 1)
  now = 10
  assert.equal(map.has('a'), false)
  assert.equal(map.size, 0)
})

test('what goes by itself is told, and what is taken away is not', () => {
  let now = 0
  const gone: string[] = []
  const map = new BoundedMap<string, number>({
    most: 2,
    lives: { ms: 10, now: () => now },
    onGone: (key, value) => gone.push(`${key}${value}`),
  })
  map.set('a', 1)
  map.set('a', 1)
  map.set('a', 2)
  map.set('b', 1)
  map.set('c', 1)
  map.delete('b')
  now = 10
  map.endLapsed()
  assert.deepEqual(gone, ['a1', 'a2', 'c1'])
})

test('what alone is too heavy is not kept, what it replaced is gone, and the others stay', () => {
  const gone: string[] = []
  const onGone = (key: string, value: number) => gone.push(`${key}${value}`)
  const map = new BoundedMap<string, number>({ most: 10, weighs: (value) => value, onGone })
  map.set('other', 5)
  map.set('a', 4)
  map.set('a', 11)
  assert.equal(map.has('a'), false)
  assert.equal(map.get('other'), 5)
  assert.deepEqual(gone, ['a4', 'a11'])
  map.set('b', 10)
  assert.equal(map.get('b'), 10)
})

type Act =
  | { readonly act: 'set'; readonly key: number; readonly value: number }
  | { readonly act: 'get' | 'use' | 'delete'; readonly key: number }
  | { readonly act: 'wait'; readonly ms: number }

const key = fc.integer({ min: 0, max: 6 })
const acts: fc.Arbitrary<readonly Act[]> = fc.array(
  fc.oneof(
    fc.record({ act: fc.constant('set' as const), key, value: fc.integer({ min: 0, max: 5 }) }),
    fc.record({ act: fc.constantFrom('get' as const, 'use' as const, 'delete' as const), key }),
    fc.record({ act: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 12 }) }),
  ),
  { maxLength: 60 },
)

test('it holds what a list that is searched through holds, and never more than it may', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.boolean(), acts, (most, isWeighed, story) => {
      let now = 0
      const lives = { ms: 20, now: () => now }
      const weighs = (value: number) => value + 1
      const map = new BoundedMap<number, number>({ most, lives, ...(isWeighed && { weighs }) })
      let model: readonly { readonly key: number; readonly value: number; readonly endsAt: number }[] = []
      const weightOf = () => model.reduce((sum, { value }) => sum + (isWeighed ? weighs(value) : 1), 0)

      for (const step of story) {
        if (step.act === 'wait') now += step.ms
        else {
          const found = model.find((entry) => entry.key === step.key)
          const living = found && found.endsAt > now ? found : undefined
          const others = model.filter((entry) => entry.key !== step.key)
          if (step.act === 'set') {
            map.set(step.key, step.value)
            const isTooHeavy = isWeighed && weighs(step.value) > most
            model = isTooHeavy
              ? others
              : [...others, { key: step.key, value: step.value, endsAt: now + lives.ms }]
            while (weightOf() > most) model = model.slice(1)
          } else if (step.act === 'delete') {
            map.delete(step.key)
            model = others
          } else {
            assert.equal(map[step.act](step.key), living?.value)
            if (!living) model = others
            else if (step.act === 'use') model = [...others, living]
          }
        }
        assert.ok(weightOf() <= most)
        assert.equal(map.size, model.length)
      }
      assert.deepEqual(
        [...map],
        model.filter(({ endsAt }) => endsAt > now).map((entry) => [entry.key, entry.value]),
      )
    }),
    seeded(),
  )
})
