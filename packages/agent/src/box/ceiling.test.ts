import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Ceiling, ceilingAt, type Limits } from './ceiling.ts'

const QUIET = { holds: true, from: 1_000, until: 2_000, maxVolume: 20, liftedUntil: null }

test('[BX35] the quiet hours that were told hold from their beginning to their end, unless they are lifted', () => {
  const limits = { enabled: true, maxVolume: 60, quiet: QUIET }
  const rows: readonly (readonly [now: number, loudest: number, changesAt: number | null])[] = [
    [999, 60, 1_000],
    [1_000, 20, 2_000],
    [1_999, 20, 2_000],
    [2_000, 60, null],
  ]
  for (const [now, loudest, changesAt] of rows) isAt(limits, now, { loudest, silenced: null, changesAt })
  const lifted = { ...limits, quiet: { ...QUIET, liftedUntil: 1_500 } }
  isAt(lifted, 1_499, { loudest: 60, silenced: null, changesAt: 1_500 })
  isAt(lifted, 1_500, { loudest: 20, silenced: null, changesAt: 2_000 })
})

test('[BX35] the lower of two ceilings counts, and quiet hours of no sound at all leave the volume', () => {
  const limits = { enabled: true, maxVolume: 10, quiet: QUIET }
  isAt(limits, 1_000, { loudest: 10, silenced: null, changesAt: 2_000 })
  const silent = { enabled: true, maxVolume: 60, quiet: { ...QUIET, maxVolume: 0 } }
  isAt(silent, 1_000, { loudest: 60, silenced: 'device.quiet', changesAt: 2_000 })
  isAt(silent, 2_000, { loudest: 60, silenced: null, changesAt: null })
})

test('[BX35] what is switched off makes no sound; of what nobody told nothing holds', () => {
  isAt({ enabled: false }, 0, { loudest: 100, silenced: 'device.disabled', changesAt: null })
  isAt(null, 0, { loudest: 100, silenced: null, changesAt: null })
})

function isAt(limits: Limits | null, now: number, ceiling: Ceiling): void {
  assert.deepEqual(ceilingAt(limits, now), ceiling, `at ${now}`)
}
