// What every command asks of a credential, whichever door it comes through. What a room asks stands with its kind.
import type { Command } from './commands.ts'
import { DEVICE_COMMAND_RIGHTS } from './device/scopes-and-rates.ts'
import { DOWNLOAD_COMMAND_RIGHTS } from './download/scopes-and-rates.ts'
import { PLAYLIST_COMMAND_RIGHTS } from './playlist/scopes-and-rates.ts'
import { QUIET_HOURS_COMMAND_RIGHTS } from './quiet-hours/scopes-and-rates.ts'
import { SESSION_COMMAND_RIGHTS } from './session/scopes-and-rates.ts'
import { TAG_COMMAND_RIGHTS } from './tag/scopes-and-rates.ts'
import { UPLOAD_COMMAND_RIGHTS } from './upload/scopes-and-rates.ts'
import type { CommandRights } from './values/scope.ts'

/** Each family brings its part. A command without a row does not compile. */
export const COMMAND_RIGHTS: Readonly<Record<Command['type'], CommandRights>> = {
  ...SESSION_COMMAND_RIGHTS,
  ...DEVICE_COMMAND_RIGHTS,
  ...PLAYLIST_COMMAND_RIGHTS,
  ...UPLOAD_COMMAND_RIGHTS,
  ...TAG_COMMAND_RIGHTS,
  ...DOWNLOAD_COMMAND_RIGHTS,
  ...QUIET_HOURS_COMMAND_RIGHTS,
}
