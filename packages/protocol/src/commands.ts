import { z } from 'zod'
import { DeviceCommand } from './device/commands.ts'
import { DownloadCommand } from './download/commands.ts'
import { PlaylistCommand } from './playlist/commands.ts'
import { QuietHoursCommand } from './quiet-hours/commands.ts'
import { SessionCommand } from './session/commands.ts'
import { TagCommand } from './tag/commands.ts'
import { UploadCommand } from './upload/commands.ts'

/** Everything a client may ask of the hub. */
export const Command = z.discriminatedUnion('type', [
  ...SessionCommand.options,
  ...DeviceCommand.options,
  ...PlaylistCommand.options,
  ...UploadCommand.options,
  ...TagCommand.options,
  ...DownloadCommand.options,
  ...QuietHoursCommand.options,
])
export type Command = Readonly<z.infer<typeof Command>>
