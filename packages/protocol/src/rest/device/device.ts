import { z } from 'zod'
import {
  Capabilities,
  DeviceKind,
  DevicePlayers,
  DeviceView,
  ReportKind,
  ReportReason,
} from '../../device/device.ts'
import { DeviceHistoryPage, DeviceHistoryQuery } from '../../device/history.ts'
import { Printed } from '../../device/printed.ts'
import { ToneEnd, ToneId, ToneOutcome } from '../../device/test-tone.ts'
import { DeviceId, EntryId, OfferId } from '../../values/ids.ts'
import { DisplayName, MAX_NAME_LENGTH } from '../../values/text.ts'
import { TimeZone } from '../../values/time-zone.ts'
import { Instant, Millis } from '../../values/timeline.ts'
import { CommandBody, event } from '../command-body.ts'
import { contract } from '../contract.ts'
import { SpansInBody } from '../quiet-hours/quiet-hours.ts'
import { AcceptedReceipt, SessionDocument } from '../session/documents.ts'
import { deviceEndpoints } from './endpoints.ts'

export const DeviceDocument = DeviceView.extend({
  deviceName: z.string(),
  devicePlatform: z.string().nullable(),
  active: z.boolean(),
})
export type DeviceDocument = Readonly<z.infer<typeof DeviceDocument>>

export const DeviceAnswer = z.object({ device: DeviceDocument.nullable(), receipt: AcceptedReceipt })
export type DeviceAnswer = Readonly<z.infer<typeof DeviceAnswer>>

export const ReportBody = z.strictObject({
  n: z.int().min(1).describe('Grows with each report of the device; an older one is not heard again.'),
  epoch: z.int().min(0).describe('The speaker epoch that the device knows.'),
  offer_id: OfferId.nullish(),
  entry_id: EntryId.nullish(),
  next_entry_id: EntryId.nullish(),
  event: ReportKind,
  position_ms: Millis,
  age_ms: z.int().min(0).max(86_400_000).optional().describe('How long ago that was true.'),
  reason: ReportReason.optional().describe('Why it stalled, is blocked or failed.'),
  ...event,
})
export type ReportBody = Readonly<z.infer<typeof ReportBody>>

const params = z.object({ id: DeviceId })
const capabilities = Capabilities.partial().optional()

export const deviceContract = contract('devices', deviceEndpoints, {
  list: {
    summary: 'Your devices, and those that others share',
    scope: 'read',
    rate: 'read',
    answer: z.array(DeviceDocument),
  },
  register: {
    summary: 'Bind this sign-in to a device',
    command: 'device.register',
    body: z.strictObject({
      device_uuid: DeviceId.optional().describe('The id that this device was given before.'),
      device_name: DisplayName,
      device_platform: z.string().trim().max(MAX_NAME_LENGTH).optional(),
      kind: DeviceKind.optional(),
      capabilities,
      ...event,
    }),
    answer: z.object({
      deviceId: DeviceId,
      device: DeviceDocument,
      receipt: AcceptedReceipt,
      serverTime: Instant,
    }),
  },
  heartbeat: {
    summary: 'This device is there',
    command: 'device.update',
    body: z
      .strictObject({
        capabilities,
        device_uuid: DeviceId.optional().describe('Not looked at: the sign-in says which device speaks.'),
        ...event,
      })
      .default({}),
    answer: z.object({ serverTime: Instant, deviceId: DeviceId, online: z.literal(true) }),
  },
  report: {
    summary: 'What this device really does',
    command: 'device.report',
    body: ReportBody,
    answer: AcceptedReceipt.extend({ session: SessionDocument, serverTime: Instant }),
  },
  update: {
    summary:
      'Rename a device, switch it on or off, say how loud it may get, when it is quiet and who plays on it',
    command: 'device.update',
    params,
    body: z.strictObject({
      device_name: DisplayName.optional(),
      enabled: z.boolean().optional(),
      capabilities,
      max_volume: z.int().min(1).max(99).nullable().optional().describe('Null: as loud as it can.'),
      quiet_hours: SpansInBody.nullable().optional().describe('Null: those of the household.'),
      zone: TimeZone.optional().describe('Of the household; taken where it has none yet.'),
      players: DevicePlayers.optional().describe('Who may play on it: everybody, owner, or some people.'),
      ...event,
    }),
    answer: DeviceAnswer,
  },
  liftQuietHours: {
    summary: 'Lift the quiet hours of a device for an hour',
    command: 'device.lift-quiet-hours',
    params,
    body: z.strictObject({
      lifted: z.boolean().default(true).describe('False: they hold again at once.'),
      ...event,
    }),
    answer: DeviceAnswer,
  },
  testTone: {
    summary: 'Play a short, quiet tone on a loudspeaker, and say what came of it',
    description: 'Answered when it is over, after 12 s at the latest. See docs/protocol/devices.md.',
    scope: 'control',
    rate: 'control',
    params,
    body: CommandBody.optional(),
    answer: ToneOutcome,
  },
  toneEnded: {
    summary: 'What came of the tone that this device was to play',
    scope: 'control',
    rate: 'control',
    body: z.strictObject({
      tone_id: ToneId,
      outcome: ToneEnd.shape.outcome,
      reason: ReportReason.nullish(),
      ...event,
    }),
    answer: z.object({ serverTime: Instant }),
  },
  printed: {
    summary: 'What the player of this device prints, for whoever looks at it',
    description: 'All of it since it plays what it plays. It is kept nowhere.',
    scope: 'control',
    rate: 'control',
    body: z.strictObject({
      playing: Printed.shape.playing.describe('Another one for each thing that it plays.'),
      text: Printed.shape.text,
      complete: z.boolean().default(false).describe('It has come to its end.'),
      ...event,
    }),
    answer: z.object({ serverTime: Instant }),
  },
  history: {
    summary: 'What happened to a device, newest first',
    scope: 'read',
    rate: 'read',
    params,
    query: DeviceHistoryQuery,
    answer: DeviceHistoryPage,
  },
  remove: {
    summary: 'Forget a device',
    command: 'device.remove',
    params,
    body: CommandBody.optional(),
    answer: DeviceAnswer,
  },
})
