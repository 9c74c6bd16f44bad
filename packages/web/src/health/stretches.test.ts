import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { HealthTransition } from '@baton/protocol'
import { isTrouble, lengthOf, type Part, stretchesOf } from './stretches.ts'

const part: Part = {
  component: 'disk',
  worker: 'hub',
  status: 'healthy',
  code: 'well',
  figures: {},
  since: 0,
  isLost: false,
}
const transition = (at: number, more: Partial<HealthTransition>): HealthTransition => ({
  component: 'disk',
  worker: 'hub',
  at,
  status: 'healthy',
  code: 'well',
  from: 'healthy',
  ...more,
})
const shown = (transitions: readonly HealthTransition[], now: Part = part) =>
  stretchesOf({ from: 100, to: 200, transitions: [...transitions] }, now).map(({ status, from, to }) => [
    status,
    from,
    to,
  ])

test('a part that did not change is as it is now, since it is so', () => {
  assert.deepEqual(shown([]), [['healthy', 100, 200]])
  assert.deepEqual(shown([], { ...part, since: 150 }), [
    [null, 100, 150],
    ['healthy', 150, 200],
  ])
})

test('each transition begins a stretch, and before the first it was what it turned from', () => {
  const low = { status: 'degraded', code: 'disk.low' } as const
  assert.deepEqual(
    shown([
      transition(120, low),
      transition(130, { from: 'degraded' }),
      transition(130, { worker: 'other' }),
    ]),
    [
      ['healthy', 100, 120],
      ['degraded', 120, 130],
      ['healthy', 130, 200],
    ],
  )
  assert.deepEqual(shown([transition(120, { from: null })]), [
    [null, 100, 120],
    ['healthy', 120, 200],
  ])
})

test('while the hub was off nobody looked, and transitions of one kind are one stretch', () => {
  const stopped = { status: 'unavailable', code: 'stopped' } as const
  const transitions = [
    transition(110, stopped),
    transition(120, { status: 'degraded', code: 'disk.low', from: 'unavailable' }),
    transition(140, { status: 'degraded', code: 'no-answer', from: 'degraded' }),
  ]
  assert.deepEqual(shown(transitions), [
    ['healthy', 100, 110],
    [null, 110, 120],
    ['degraded', 120, 200],
  ])
  const stretches = stretchesOf({ from: 100, to: 200, transitions }, part)
  assert.equal(lengthOf(stretches, isTrouble), 80)
})
