import assert from 'node:assert/strict'
import { test } from 'node:test'
import { daysOf } from './days.ts'

test('[PL22] days begin where the clock of the time zone says so, also when it is put forward or back', () => {
  const now = Date.parse('2026-10-26T12:00:00Z')
  const { dates, starts, of } = daysOf({ days: 3, zone: 'Europe/Berlin', offset_minutes: 0 }, now)
  assert.deepEqual(dates, ['2026-10-24', '2026-10-25', '2026-10-26'])
  assert.deepEqual(iso(starts), ['2026-10-23T22:00Z', '2026-10-24T22:00Z', '2026-10-25T23:00Z'])
  assert.deepEqual(
    ['2026-10-24T21:59Z', '2026-10-24T22:00Z', '2026-10-25T22:30Z', '2026-10-25T23:00Z'].map((at) =>
      of(Date.parse(at)),
    ),
    [0, 1, 1, 2],
  )
  const spring = daysOf(
    { days: 2, zone: 'Europe/Berlin', offset_minutes: 0 },
    Date.parse('2026-03-30T10:00Z'),
  )
  assert.deepEqual(iso(spring.starts), ['2026-03-28T23:00Z', '2026-03-29T22:00Z'])
})

test('[PL22] a day whose midnight the clock skips, or shows twice, begins once', () => {
  const beirut = daysOf({ days: 2, zone: 'Asia/Beirut', offset_minutes: 0 }, Date.parse('2026-03-29T12:00Z'))
  assert.deepEqual(beirut.dates, ['2026-03-28', '2026-03-29'])
  assert.deepEqual(iso(beirut.starts), ['2026-03-27T22:00Z', '2026-03-28T22:00Z'])
  const havana = daysOf(
    { days: 2, zone: 'America/Havana', offset_minutes: 0 },
    Date.parse('2026-11-01T20:00Z'),
  )
  assert.deepEqual(iso(havana.starts), ['2026-10-31T04:00Z', '2026-11-01T04:00Z'])
})

test('[PL22] without a zone one offset is that of all days', () => {
  const { dates, starts } = daysOf({ days: 1, offset_minutes: 330 }, Date.parse('2026-01-01T18:30Z'))
  assert.deepEqual([dates, iso(starts)], [['2026-01-02'], ['2026-01-01T18:30Z']])
})

function iso(instants: readonly number[]): readonly string[] {
  return instants.map((instant) => `${new Date(instant).toISOString().slice(0, 16)}Z`)
}
