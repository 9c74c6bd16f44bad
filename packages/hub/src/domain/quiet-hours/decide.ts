import type { QuietHours } from '@baton/protocol'
import { type Change, change, type Published, type Subject, type TimerChange } from '../family.ts'
import { type HouseholdQuietHours, QUIET_HOURS } from './kinds.ts'

export interface Replaced {
  readonly after: HouseholdQuietHours
  readonly changes: readonly Change[]
  readonly published: readonly Published[]
  /** Every device of everybody is judged anew: whose it is does that. */
  readonly due: readonly TimerChange[]
}

/** These are the quiet hours of the household from now on. Said again it changes nothing. */
export function replaced(
  before: HouseholdQuietHours,
  { zone, spans }: QuietHours,
  { people, now }: { readonly people: readonly Subject[]; readonly now: number },
): Replaced {
  const wanted = { zone, spans }
  if (JSON.stringify(wanted) === JSON.stringify({ zone: before.zone, spans: before.spans })) {
    return { after: before, changes: [], published: [], due: [] }
  }
  const after = { ...wanted, revision: before.revision + 1 }
  return {
    after,
    changes: [change(QUIET_HOURS, null, before, after)],
    published: [
      {
        room: 'quiet-hours',
        audience: 'household',
        revision: after.revision,
        event: { type: 'quiet-hours.changed', quietHours: wanted },
      },
    ],
    due: people.map((subject) => ({
      key: `${subject.userId}/quiet-hours`,
      due: { at: now, command: { type: 'device.keep-quiet-hours' }, subject },
    })),
  }
}
