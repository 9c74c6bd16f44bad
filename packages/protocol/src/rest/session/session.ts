import { z } from 'zod'
import { RepeatMode } from '../../session/session.ts'
import { DeviceId, EntryId, NameInPath, TrackId } from '../../values/ids.ts'
import { Millis } from '../../values/timeline.ts'
import { CommandBody, event } from '../command-body.ts'
import { contract } from '../contract.ts'
import { CommandAnswer, SessionDocument } from './documents.ts'
import { sessionEndpoints } from './endpoints.ts'

const params = z.object({ id: NameInPath.describe('The session’s id, or its user’s.') })
const reading = { scope: 'read', rate: 'read' } as const
const control = { params, answer: CommandAnswer } as const
const verb = { ...control, body: CommandBody.default({}) } as const

export const sessionContract = contract('session', sessionEndpoints, {
  read: { summary: 'The session now', ...reading, params, answer: SessionDocument },
  play: { summary: 'Play', command: 'session.play', ...verb },
  resume: {
    summary: 'Play on from the place that a stale session offers; otherwise the same as play',
    command: 'session.resume',
    ...verb,
  },
  pause: { summary: 'Pause', command: 'session.pause', ...verb },
  toggle: { summary: 'Play or pause', command: 'session.toggle', ...verb },
  stop: { summary: 'Stop', command: 'session.stop', ...verb },
  next: { summary: 'Go to the next entry', command: 'session.next', ...verb },
  prev: { summary: 'Restart the current entry, or go to the one before', command: 'session.prev', ...verb },
  seek: {
    summary: 'Go to a position in the current track',
    command: 'session.seek',
    ...control,
    body: z.strictObject({ position_ms: Millis, ...event }),
  },
  jump: {
    summary: 'Play an entry of the queue',
    command: 'session.jump',
    ...control,
    body: z.strictObject({ entry_id: EntryId, ...event }),
  },
  ended: {
    summary: 'The current entry came to its end',
    command: 'session.end-entry',
    ...control,
    body: z
      .strictObject({
        entry_id: EntryId.optional().describe('Without one it is about the current entry.'),
        failed: z.boolean().optional().describe('It could not be played.'),
        ...event,
      })
      .default({}),
  },
  options: {
    summary: 'Shuffle, repeat, and what becomes of the music when its speaker drops out',
    command: 'session.set-options',
    ...control,
    body: z.strictObject({
      shuffle: z.boolean().optional(),
      repeat_mode: RepeatMode.optional(),
      auto_failover: z
        .boolean()
        .optional()
        .describe('The music moves on by itself to the next ready device when its speaker drops out.'),
      ...event,
    }),
  },
  volume: {
    summary: 'Volume of a device',
    command: 'session.set-volume',
    ...control,
    body: z.strictObject({
      volume: z.int().min(0).max(100).optional(),
      muted: z.boolean().optional(),
      device_uuid: DeviceId.optional().describe('Without one it is about the active device.'),
      ...event,
    }),
  },
  speaker: {
    summary: 'Choose the device that sounds; answers when it is settled',
    command: 'session.choose-speaker',
    ...control,
    body: z.strictObject({
      device_uuid: DeviceId,
      now: z
        .boolean()
        .optional()
        .describe(
          'Move although the sounding device cannot be reached: for a short while both may be heard.',
        ),
      ...event,
    }),
  },
  like: {
    summary: 'Like a track, or take the like back',
    command: 'session.like',
    ...control,
    params: z.object({ track_id: TrackId }),
    body: z.strictObject({ liked: z.boolean().optional(), ...event }).default({}),
  },
  time: { summary: 'The hub’s clock', ...reading, answer: z.object({ serverTime: z.int() }) },
})
