import { z } from 'zod'
import { QuietSpans } from '../quiet-hours/quiet-hours.ts'
import { DeviceId, EntryId, OfferId } from '../values/ids.ts'
import { DisplayName, MAX_NAME_LENGTH } from '../values/text.ts'
import { TimeZone } from '../values/time-zone.ts'
import { Millis } from '../values/timeline.ts'
import { Capabilities, DeviceKind, DevicePlayers, ReportKind, ReportReason } from './device.ts'

/** What a device really does, said by the device itself. `n` grows with each report: an older one is not heard again. */
export const DeviceReport = z.strictObject({
  type: z.literal('device.report'),
  deviceId: DeviceId,
  n: z.int().min(1),
  epoch: z.int().min(0),
  event: ReportKind,
  offerId: OfferId.optional(),
  entryId: EntryId.nullish(),
  /** With `ended`: the entry it moved on to by itself. */
  nextEntryId: EntryId.nullish(),
  positionMs: Millis,
  /** How long ago that was true when it was sent: devices report ages, never their own clock. */
  ageMs: z.int().min(0).max(86_400_000).optional(),
  /** With `stalled`, `blocked` and `failed`. */
  reason: ReportReason.optional(),
})
export type DeviceReport = Readonly<z.infer<typeof DeviceReport>>

export const DeviceCommand = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('device.register'),
    /** Missing: the hub gives the id. */
    deviceId: DeviceId.optional(),
    name: DisplayName,
    platform: z.string().trim().max(MAX_NAME_LENGTH).optional(),
    kind: DeviceKind.optional(),
    capabilities: Capabilities.partial().optional(),
  }),
  z.strictObject({
    type: z.literal('device.update'),
    deviceId: DeviceId,
    name: DisplayName.optional(),
    enabled: z.boolean().optional(),
    capabilities: Capabilities.partial().optional(),
    /** Null: as loud as it can. */
    maxVolume: z.int().min(1).max(99).nullable().optional(),
    /** Null: those of the household. */
    quietHours: QuietSpans.nullable().optional(),
    /** Where the clocks of the household stand. Taken where nobody has said so yet. */
    zone: TimeZone.optional(),
    players: DevicePlayers.optional(),
  }),
  /** Its quiet hours do not hold for an hour; `lifted: false` takes that back. */
  z.strictObject({ type: z.literal('device.lift-quiet-hours'), deviceId: DeviceId, lifted: z.boolean() }),
  z.strictObject({ type: z.literal('device.remove'), deviceId: DeviceId }),
  DeviceReport,
])
export type DeviceCommand = Readonly<z.infer<typeof DeviceCommand>>
