import type { QuietHoursCommand } from '@baton/protocol'
import { type AnyDeviceCommand, deviceFamily } from './device/family.ts'
import type { AnyDownloadCommand } from './download/decide.ts'
import { downloadFamily } from './download/family.ts'
import type { Family } from './family.ts'
import type { AnyPlaylistCommand } from './playlist/decide.ts'
import { playlistFamily } from './playlist/family.ts'
import { quietHoursFamily } from './quiet-hours/family.ts'
import type { DecidedCommand } from './session/decide.ts'
import { sessionFamily } from './session/family.ts'
import type { AnyTagCommand } from './tag/decide.ts'
import { tagFamily } from './tag/family.ts'
import type { AnyUploadCommand } from './upload/decide.ts'
import { uploadFamily } from './upload/family.ts'

/** Everything that they decide on: what clients ask, and what the hub tells itself. */
export type AnyCommand =
  | DecidedCommand
  | AnyDeviceCommand
  | AnyPlaylistCommand
  | AnyUploadCommand
  | AnyTagCommand
  | AnyDownloadCommand
  | QuietHoursCommand

/** Every family that a hub decides on. */
export const FAMILIES: readonly Family[] = [
  sessionFamily,
  deviceFamily,
  playlistFamily,
  uploadFamily,
  tagFamily,
  downloadFamily,
  quietHoursFamily,
]
