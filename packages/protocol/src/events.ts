import { z } from 'zod'
import { BoxEvent } from './box/events.ts'
import { DeviceEvent } from './device/events.ts'
import { DownloadEvent } from './download/events.ts'
import { LibraryEvent } from './library/events.ts'
import { PlaylistEvent, PlaylistsEvent } from './playlist/events.ts'
import { QuietHoursEvent } from './quiet-hours/events.ts'
import { QueueEvent, SessionEvent } from './session/events.ts'
import { TagEvent } from './tag/events.ts'
import { UploadEvent } from './upload/events.ts'

/** Every fact that the log can hold. */
export const BatonEvent = z.discriminatedUnion('type', [
  ...SessionEvent.options,
  ...QueueEvent.options,
  ...DeviceEvent.options,
  ...LibraryEvent.options,
  ...PlaylistEvent.options,
  ...PlaylistsEvent.options,
  ...UploadEvent.options,
  ...TagEvent.options,
  ...DownloadEvent.options,
  ...QuietHoursEvent.options,
  ...BoxEvent.options,
])
export type BatonEvent = Readonly<z.infer<typeof BatonEvent>>
