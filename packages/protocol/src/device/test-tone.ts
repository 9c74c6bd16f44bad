import { z } from 'zod'
import { DeviceId } from '../values/ids.ts'
import { ReportReason } from './device.ts'

export const ToneId = z.uuid()

/** Somebody wants to hear whether a loudspeaker sounds: it plays the tone once, as loud as it is told. */
export const ToneBeacon = z.object({
  type: z.literal('tone'),
  deviceId: DeviceId,
  toneId: ToneId,
  volume: z.int().min(1).max(100),
})
export type ToneBeacon = Readonly<z.infer<typeof ToneBeacon>>

/** `played`: to its end. `interrupted`: music had to play there meanwhile. */
export const ToneEnd = z.object({
  toneId: ToneId,
  outcome: z.enum(['played', 'interrupted', 'failed']),
  /** With `failed`, where it is known. */
  reason: ReportReason.nullish(),
})
export type ToneEnd = Readonly<z.infer<typeof ToneEnd>>

export const TonedBeacon = ToneEnd.extend({ type: z.literal('toned'), deviceId: DeviceId })
export type TonedBeacon = Readonly<z.infer<typeof TonedBeacon>>

/** `unanswered`: nothing was heard of it in time. */
export const ToneOutcome = z.object({
  outcome: z.enum([...ToneEnd.shape.outcome.options, 'unanswered']),
  reason: ReportReason.nullable(),
})
export type ToneOutcome = Readonly<z.infer<typeof ToneOutcome>>
