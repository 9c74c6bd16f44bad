import type { QuietHours } from '@baton/protocol'
import type { Kind, Subject } from '../family.ts'

export interface HouseholdQuietHours extends QuietHours {
  readonly revision: number
}

/** Of the household. */
export const QUIET_HOURS: Kind<null, HouseholdQuietHours> = {
  name: 'quiet hours',
  none: { zone: null, spans: [], revision: 0 },
  idOf: () => 'of the household',
}

/** Everybody in the household. They are only read. */
export const PEOPLE: Kind<null, readonly Subject[]> = {
  name: 'people',
  none: [],
  idOf: () => 'of the household',
}
