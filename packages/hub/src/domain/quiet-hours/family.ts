import { QUIET_HOURS_COMMAND_RIGHTS, type QuietHoursCommand, rejection } from '@baton/protocol'
import { type Family, want } from '../family.ts'
import { replaced } from './decide.ts'
import { PEOPLE, QUIET_HOURS } from './kinds.ts'

/** When the house is quiet, and by which clocks. What that means for a device the devices decide. */
export const quietHoursFamily: Family<QuietHoursCommand> = {
  name: 'quiet-hours',
  prefixes: ['quiet-hours'],
  rights: QUIET_HOURS_COMMAND_RIGHTS,
  needs: () => [want(QUIET_HOURS, null), want(PEOPLE, null)],
  decide(command, read, { caller, now }) {
    if (!caller.ownsHousehold) return { rejected: rejection('auth.forbidden') }
    const before = read(QUIET_HOURS, null)
    const { zone = before.zone, spans = before.spans } = command
    if (zone === null && spans.length > 0) return { rejected: rejection('quiet-hours.no-zone') }
    const { after, ...decided } = replaced(before, { zone, spans }, { people: read(PEOPLE, null), now })
    return { ...decided, revision: after.revision }
  },
}
