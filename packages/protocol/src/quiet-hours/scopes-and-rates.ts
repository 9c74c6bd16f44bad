import type { CommandRights } from '../values/scope.ts'
import type { QuietHoursCommand } from './commands.ts'

/** And it takes an owner: see the family's rules. */
export const QUIET_HOURS_COMMAND_RIGHTS = {
  'quiet-hours.set': { scope: 'admin', rateClass: 'control' },
} as const satisfies Readonly<Record<QuietHoursCommand['type'], CommandRights>>
