import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { QuietSpan } from '@baton/protocol'
import { seeded } from '@baton/testing/fakes/fixed-seeds'
import fc from 'fast-check'
import { ceilingByClock } from '../../../../testing/src/domain/index.ts'
import { windowAt, windowsAt } from './windows.ts'

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
const BERLIN = 'Europe/Berlin'

describe('when quiet hours begin and end', () => {
  test('[QH1] a span over midnight holds until the morning after the day on which it begins', () => {
    const spans = [span('22:00', '07:00', { days: [5] })]
    const night = ['2026-06-05T22:00+02:00', '2026-06-06T07:00+02:00', 0]
    assert.deepEqual(shown(spans, '2026-06-05T21:59+02:00'), night)
    assert.deepEqual(shown(spans, '2026-06-05T22:00+02:00'), night)
    assert.deepEqual(shown(spans, '2026-06-06T06:59+02:00'), night)
    const next = ['2026-06-12T22:00+02:00', '2026-06-13T07:00+02:00', 0]
    assert.deepEqual(shown(spans, '2026-06-06T07:00+02:00'), next)
  })

  test('[QH1] where spans overlap the lowest ceiling holds, and those that join are one', () => {
    const spans = [
      span('20:00', '22:00', { maxVolume: 40 }),
      span('21:00', '23:00', { maxVolume: 20 }),
      span('23:00', '06:00', { maxVolume: 20 }),
    ]
    assert.deepEqual(shown(spans, '2026-06-05T20:30+02:00'), [
      '2026-06-05T20:00+02:00',
      '2026-06-05T21:00+02:00',
      40,
    ])
    assert.deepEqual(shown(spans, '2026-06-05T21:30+02:00'), [
      '2026-06-05T21:00+02:00',
      '2026-06-06T06:00+02:00',
      20,
    ])
  })

  test('[QH1] one that ends when it begins lasts the day round, and one without an end is shown for a week', () => {
    const sunday = [span('09:00', '09:00', { days: [7] })]
    assert.deepEqual(shown(sunday, '2026-06-07T10:00+02:00'), [
      '2026-06-07T09:00+02:00',
      '2026-06-08T09:00+02:00',
      0,
    ])
    const now = instant('2026-06-07T10:00+02:00')
    const always = windowAt({ zone: BERLIN, spans: [span('09:00', '09:00')] }, now)
    assert.ok(always && always.from < now && always.until > now + 7 * 86_400_000)
  })

  test('[QH2] clocks are put forward: the night is an hour shorter, and a skipped time is when they skip it', () => {
    assert.deepEqual(shown([span('22:00', '07:00')], '2026-03-29T00:30+01:00'), [
      '2026-03-28T22:00+01:00',
      '2026-03-29T07:00+02:00',
      0,
    ])
    const skip = '2026-03-29T03:00+02:00'
    assert.deepEqual(shown([span('02:30', '06:00')], '2026-03-29T00:30+01:00'), [
      skip,
      '2026-03-29T06:00+02:00',
      0,
    ])
    assert.deepEqual(shown([span('22:00', '02:30')], '2026-03-29T00:30+01:00'), [
      '2026-03-28T22:00+01:00',
      skip,
      0,
    ])
    // Nothing is left of one that is skipped as a whole.
    assert.deepEqual(shown([span('02:10', '02:50')], '2026-03-29T00:30+01:00'), [
      '2026-03-30T02:10+02:00',
      '2026-03-30T02:50+02:00',
      0,
    ])
  })

  test('[QH2] clocks are put back: the first of two such times begins a span, and the last one ends it', () => {
    assert.deepEqual(shown([span('22:00', '02:30')], '2026-10-25T00:30+02:00'), [
      '2026-10-24T22:00+02:00',
      '2026-10-25T02:30+01:00',
      0,
    ])
    assert.deepEqual(shown([span('02:30', '06:00')], '2026-10-25T00:30+02:00'), [
      '2026-10-25T02:30+02:00',
      '2026-10-25T06:00+01:00',
      0,
    ])
  })

  test('without spans, or where nobody knows by which clocks, there are none', () => {
    assert.equal(windowAt({ zone: BERLIN, spans: [] }, 0), null)
    assert.equal(windowAt({ zone: null, spans: [span('22:00', '07:00')] }, 0), null)
  })

  test('[QH11] in a zone whose clocks the hub does not know there are none', () => {
    assert.equal(windowAt({ zone: 'Nowhere/None', spans: [span('22:00', '07:00')] }, 0), null)
  })

  test('the same spans are looked at once, whichever devices have them', () => {
    const spans = [span('22:00', '07:00')]
    const windowOf = windowsAt({ zone: BERLIN, spans }, { now: 0, wallAheadMs: 0 })
    const own = [span('20:00', '07:00')]
    assert.ok(windowOf(null))
    assert.equal(windowOf(null), windowOf(structuredClone(spans)))
    assert.ok(windowOf(own))
    assert.notDeepEqual(windowOf(own), windowOf(null))
    assert.equal(windowOf(own), windowOf(structuredClone(own)))
    assert.equal(windowOf([]), null)
  })

  test('[QH1] it is what the clock on the wall says, in every zone and all year round', () => {
    fc.assert(
      fc.property(
        fc.array(anySpan(), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC'),
        fc.integer({ min: instant('2026-01-01T00:00Z'), max: instant('2027-12-31T00:00Z') }),
        (spans, zone, now) => {
          // What a clock shows twice, or skips, is told by its own rule above.
          if (isNearChange(zone, now)) return
          const window = windowAt({ zone, spans }, now)
          const ceiling = window && window.from <= now ? window.maxVolume : null
          assert.equal(ceiling, ceilingByClock(spans, zone, now))
          assert.ok(window && window.until > now)
        },
      ),
      seeded({ numRuns: 300 }),
    )
  })
})

function span(from: string, to: string, more: Partial<QuietSpan> = {}): QuietSpan {
  return { days: EVERY_DAY, from, to, maxVolume: 0, ...more }
}

function anySpan(): fc.Arbitrary<QuietSpan> {
  const time = fc
    .integer({ min: 0, max: 24 * 60 - 1 })
    .map((n) => [Math.floor(n / 60), n % 60].map((part) => String(part).padStart(2, '0')).join(':'))
  return fc.record({
    days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
    from: time,
    to: time,
    maxVolume: fc.constantFrom(0, 0, 20, 60),
  })
}

function isNearChange(zone: string, now: number): boolean {
  const at = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone)
  const changes = [at.getTimeZoneTransition('previous'), at.getTimeZoneTransition('next')]
  return changes.some((change) => change && Math.abs(change.epochMilliseconds - now) < 2 * 3_600_000)
}

function shown(spans: readonly QuietSpan[], now: string): readonly [string, string, number] | null {
  const window = windowAt({ zone: BERLIN, spans }, instant(now))
  return window && [local(window.from), local(window.until), window.maxVolume]
}

function local(at: number): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(BERLIN)
  return zoned.toString({ timeZoneName: 'never', smallestUnit: 'minute' })
}

function instant(text: string): number {
  return Temporal.Instant.from(text).epochMilliseconds
}
