import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ComponentHealth } from '@baton/protocol'
import { healthTold } from './health.ts'

const BESIDE = { figures: {}, since: 0 } as const

test('[SO17] each part has its word, and of what is wrong the unhealthy is told first', () => {
  const components: readonly ComponentHealth[] = [
    { component: 'database', status: 'degraded', code: 'no-answer', ...BESIDE },
    { component: 'bell', status: 'degraded', code: 'bell.lost', ...BESIDE },
    { component: 'disk', status: 'unhealthy', code: 'disk.full', ...BESIDE },
    { component: 'process', status: 'healthy', code: 'well', ...BESIDE },
    { component: 'mqtt', status: 'unavailable', code: 'mqtt.none', ...BESIDE },
  ]
  const told = healthTold({ status: 'degraded', components })
  assert.deepEqual(told.components, {
    database: 'degraded',
    bell: 'lost',
    disk: 'unhealthy',
    process: 'available',
    mqtt: 'unavailable',
  })
  assert.deepEqual(
    told.problems.map(({ component }) => component),
    ['disk', 'database', 'bell'],
  )
})
