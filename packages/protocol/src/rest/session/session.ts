import { z } from 'zod'
import { PlayState, RepeatMode } from '../../session/session.ts'
import { MAX_ALONE } from '../../session/standing.ts'
import { DeviceId, EntryId, NameInPath, TrackId } from '../../values/ids.ts'
import { Instant, Millis } from '../../values/timeline.ts'
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
      take_over: z
        .boolean()
        .optional()
        .describe('Also where the device sounds for somebody else, whose music then pauses.'),
      ...event,
    }),
  },
  tellPlay: {
    summary: 'A box that was cut off tells what it played meanwhile',
    description: 'Once for each play, under an id of its own. See docs/protocol/boxes.md.',
    command: 'session.tell-play',
    ...control,
    body: z.strictObject({
      track_id: TrackId,
      entry_id: EntryId,
      at: Instant.describe('By the clock of the box.'),
      under_way: z
        .boolean()
        .optional()
        .describe(
          'It was under way when the box was cut off: a hub that has counted it does not count it again.',
        ),
      ...event,
    }),
  },
  standAt: {
    summary: 'A box that was cut off tells where it stands now',
    description: 'Its session stands there from then on. See docs/protocol/boxes.md.',
    command: 'session.stand-at',
    ...control,
    body: z.strictObject({
      entries: z
        .array(z.strictObject({ entry_id: EntryId, track_id: TrackId }))
        .min(1)
        .max(MAX_ALONE)
        .describe('In the order in which they play.'),
      entry_id: EntryId.describe('The current one.'),
      position_ms: Millis,
      age_ms: z.int().min(0).max(86_400_000).describe('How long ago that was true.'),
      play_state: PlayState,
      listened_ms: Millis.describe('How much of the current entry was really heard.'),
      counted: z.boolean().describe('Whether that was told as a play.'),
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
