import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ComponentHealth, SystemHealth } from '@baton/protocol'
import { turnedParts } from './turned-parts.ts'

const part = (
  component: ComponentHealth['component'],
  more: Partial<ComponentHealth> = {},
): ComponentHealth => ({
  component,
  status: 'healthy',
  code: 'well',
  figures: {},
  since: 0,
  ...more,
})
const all = (...components: readonly ComponentHealth[]): SystemHealth => ({ status: 'healthy', components })

test('[HE16] what gets into trouble is told, what gets into another one, and what is out of it; and nothing else', () => {
  const low = part('disk', { status: 'degraded', code: 'disk.low' })
  const full = part('disk', { status: 'unhealthy', code: 'disk.full' })
  const absent = part('nfc', { status: 'unavailable', code: 'nfc.none' })
  const told = (before: SystemHealth, now: SystemHealth) => turnedParts(before, now).map(({ code }) => code)
  assert.deepEqual(told(all(part('disk')), all(low)), ['disk.low'])
  assert.deepEqual(told(all(low), all(full)), ['disk.full'])
  assert.deepEqual(told(all(full), all(part('disk'))), ['well'])
  assert.deepEqual(told(all(), all(low)), ['disk.low'])
  assert.deepEqual(told(all(low), all({ ...low, figures: { freeBytes: 1 } })), [])
  assert.deepEqual(told(all(part('nfc')), all(absent)), [])
  assert.deepEqual(told(all(absent), all(part('nfc'), part('disk'))), [])
})
