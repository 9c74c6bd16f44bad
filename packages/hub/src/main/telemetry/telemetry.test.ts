import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BatonError, type BatonEvent, type HouseholdId, type UserId } from '@baton/protocol'
import type { Store } from '#engine'
import { openLogs } from './open-log.ts'
import { startTelemetry } from './telemetry.ts'

const HOME = 'home' as HouseholdId
const ADA = 'ada' as UserId

function writtenLog() {
  const lines: { level: string; facts: Record<string, unknown>; text: string }[] = []
  const level = (name: string) => (facts: object, text: string) =>
    void lines.push({ level: name, facts: { ...facts }, text })
  return { lines, log: { info: level('info'), warn: level('warn'), error: level('error') } }
}

test('[O7] a store that goes away is told once, however much fails, and once when it is back', async () => {
  const { lines, log } = writtenLog()
  const telemetry = await startTelemetry(['127.0.0.1'], '1', log)
  let isThere = true
  const heads = async () => {
    if (!isThere) throw new BatonError('store.unavailable')
    return new Map()
  }
  const store = telemetry.watched({ heads } as Partial<Store> as Store)
  await store.heads([HOME])
  isThere = false
  for (let i = 0; i < 5; i++) {
    await assert.rejects(store.heads([HOME]), { code: 'store.unavailable' })
    telemetry.onFailure(new BatonError('store.unavailable'))
  }
  assert.deepEqual(
    lines.map(({ level, text }) => [level, text]),
    [['error', 'the store is away']],
  )
  assert.match(`${await telemetry.page?.metrics.text()}`, /^baton_store_up 0$/m)
  isThere = true
  await store.heads([HOME])
  await store.heads([HOME])
  const [, back, ...others] = lines
  assert.deepEqual([back?.level, back?.text, others.length], ['info', 'the store is back', 0])
  assert.equal(back?.facts.failures, 10)
  assert.match(`${await telemetry.page?.metrics.text()}`, /^baton_store_up 1$/m)
  assert.match(`${await telemetry.page?.metrics.text()}`, /^baton_store_outages_total 1$/m)
})

test('[O7] other failures that nobody waits for are told each', async () => {
  const { lines, log } = writtenLog()
  const telemetry = await startTelemetry(null, '1', log)
  telemetry.onFailure(new Error('one'))
  telemetry.onFailure(new Error('two'))
  assert.equal(lines.length, 2)
  assert.equal(telemetry.page, undefined)
})

test('[O7] what happens to devices and to the sound has a line, what people ask for has none', async () => {
  const { lines, log } = writtenLog()
  const { measures } = await startTelemetry(null, '1', log)
  const device = { deviceId: 'kitchen', kind: 'browser', name: 'Ada’s kitchen' }
  const happened = (event: object) => measures.happened(ADA, event as BatonEvent)
  happened({ type: 'device.went-offline', device })
  happened({ type: 'device.came-online', device })
  happened({ type: 'session.handover-failed', reason: 'unconfirmed' })
  happened({ type: 'session.handover-completed', gapMs: 120, positionErrorMs: -3 })
  happened({ type: 'session.speaker-changed', reason: 'fell-back', fromDeviceId: 'kitchen' })
  happened({ type: 'session.paused', reason: 'speaker-lost' })
  measures.resynced('too-slow')
  const told = lines.length
  assert.equal(told, 7)
  happened({ type: 'session.paused', reason: 'asked' })
  happened({ type: 'session.speaker-changed', reason: 'asked', fromDeviceId: null })
  happened({ type: 'session.seeked' })
  measures.resynced('other-log')
  assert.equal(lines.length, told)
  assert.ok(!JSON.stringify(lines).includes('Ada’s'))
  assert.deepEqual(lines[0]?.facts, { user: ADA, device: 'kitchen', kind: 'browser' })
})

test('[O27] each line names its channel, and a channel may have a level of its own', () => {
  const lines: { channel: string; level: string; msg: string }[] = []
  const stream = { write: (line: string) => void lines.push(JSON.parse(line)) }
  const { hub, http, reports } = openLogs(
    { logLevel: 'warn', logChannels: { reports: 'debug', http: 'silent' } },
    stream as never,
  )
  hub.info('not told')
  hub.warn('told')
  http.error('not told either')
  reports.debug('told as well')
  assert.deepEqual(
    lines.map(({ channel, level, msg }) => [channel, level, msg]),
    [
      ['hub', 'warn', 'told'],
      ['reports', 'debug', 'told as well'],
    ],
  )
})
