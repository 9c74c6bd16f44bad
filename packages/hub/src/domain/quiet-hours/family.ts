import { QUIET_HOURS_COMMAND_RIGHTS, type QuietHoursCommand, rejection } from '@baton/protocol'
import { type Family, want } from '../family.ts'
import { replaced } from './decide.ts'
import { PEOPLE, QUIET_HOURS } from './kinds.ts'
import { zoneForSpans } from './zones.ts'

/** When the house is quiet, and by which clocks. What that means for a device the devices decide. */
export const quietHoursFamily: Family<QuietHoursCommand> = {
  name: 'quiet-hours',
  prefixes: ['quiet-hours'],
  rights: QUIET_HOURS_COMMAND_RIGHTS,
  needs: () => [want(QUIET_HOURS, null), want(PEOPLE, null)],
  decide(command, read, { caller, now }) {
    if (!caller.ownsHousehold) return { rejected: rejection('auth.forbidden') }
    const before = read(QUIET_HOURS, null)
    const { zone: said, spans = before.spans } = command
    const kept = said === undefined ? before.zone : null
    const found = spans.length > 0 || said !== undefined ? zoneForSpans(kept, said) : before
    if ('rejected' in found) return found
    const { zone } = found
    const { after, ...decided } = replaced(before, { zone, spans }, { people: read(PEOPLE, null), now })
    return { ...decided, revision: after.revision }
  },
}
