import type { Command } from '../commands.ts'
import { deviceRequests } from './device/requests.ts'
import { downloadRequests } from './download/requests.ts'
import { playlistRequests } from './playlist/requests.ts'
import { quietHoursRequests } from './quiet-hours/requests.ts'
import type { RequestsOf } from './requests-of.ts'
import { sessionRequests } from './session/requests.ts'
import { tagRequests } from './tag/requests.ts'
import { uploadRequests } from './upload/requests.ts'

/** How each command is asked for over REST. A new family adds its requests here. */
export const COMMAND_REQUESTS: RequestsOf<Command> = {
  ...sessionRequests,
  ...deviceRequests,
  ...playlistRequests,
  ...uploadRequests,
  ...tagRequests,
  ...downloadRequests,
  ...quietHoursRequests,
}
