// By which clocks spans count.
import { rejection } from '@baton/protocol'
import type { Refused } from '../family.ts'

/** The kept zone, else the one that was said along with the spans. One whose clocks the hub does not know is none. */
export function zoneForSpans(
  kept: string | null,
  said: string | undefined,
): { readonly zone: string } | Refused {
  if (kept !== null && hasClocks(kept)) return { zone: kept }
  if (said === undefined) return { rejected: rejection('quiet-hours.no-zone') }
  return hasClocks(said)
    ? { zone: said }
    : { rejected: rejection('request.invalid', { zone: 'no time zone' }) }
}

/** What its clocks show at this instant; null: the hub does not know. `Intl` may know a zone by more names. */
export function shownIn(zone: string, now: number): Temporal.ZonedDateTime | null {
  try {
    return Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone)
  } catch {
    return null
  }
}

function hasClocks(zone: string): boolean {
  return shownIn(zone, 0) !== null
}
