// What each `data` line of `GET /events` holds, made from the events, rooms and beacons of all families: for the OpenAPI
// document and for whoever checks against it. The hub's own words; on the wire they are the door's.
import { z } from 'zod'
import { BatonEvent } from '../../events.ts'
import { ResyncReason } from '../../frames.ts'
import { listedAs, type RoomKind } from '../../room-kind.ts'
import { ROOM_KINDS, ROOMS } from '../../rooms.ts'
import { PlayState } from '../../session/session.ts'
import { LogEpoch } from '../../values/ids.ts'
import { Instant, Millis } from '../../values/timeline.ts'
import { STREAM_PARTS } from './parts.ts'

const PARTS = new Map(STREAM_PARTS.map((part) => [part.family, part]))

const place = {
  epoch: LogEpoch,
  seq: z.int().min(0),
  serverTime: Instant.describe('When it was written.'),
}

const Snapshot = z.object({ ...place, ...Object.assign({}, ...ROOM_KINDS.map(partOfSnapshot)) }).meta({
  id: 'StreamSnapshot',
  description: '`event: snapshot`. The rooms that are followed, and no others.',
})

const CaughtUp = z
  .object({
    ...place,
    revision: z.int().min(0).optional(),
    playState: PlayState.optional(),
    positionMs: Millis.optional().describe('Where the track is at server_time.'),
    fileUrl: z.string().nullable().optional(),
    nextFileUrl: z.string().nullable().optional(),
  })
  .meta({
    id: 'StreamCaughtUp',
    description:
      '`event: caught_up`. Everything up to server_seq has been sent; with the session, where it is now.',
  })

const Resync = z.object({ ...place, reason: ResyncReason }).meta({
  id: 'StreamResync',
  description: '`event: resync`. What was known is void: a snapshot comes next.',
})

const EVENTS = BatonEvent.options.map((option) => {
  const { type } = option.shape
  return z
    .object({
      ...PARTS.get(ROOMS.ofEvent({ type: type.value })?.family ?? '')?.beside,
      ...option.shape,
      room: z.string(),
      revision: z.int().min(0).describe('Of what the room is about, after the command that made this event.'),
      ...place,
      eventId: z.string().describe('The `id` of the message.'),
      at: Instant,
      commandId: z.string().nullable().describe('The command that made it; null: the hub itself.'),
    })
    .meta({ id: componentName(type.value, 'Event') })
})

const Event = z.union(EVENTS).meta({
  id: 'StreamEvent',
  description: 'Something happened: one message for each event of the log. Told apart by `type`.',
})

const BEACONS = ROOM_KINDS.flatMap(({ beacons }) => beacons).map((beacon) => {
  const { value } = beacon.shape.type
  return z.object({ ...beacon.shape, room: z.string(), ...place }).meta({
    id: componentName(value, 'Beacon'),
    description: `\`event: ${value}_beacon\`. Without an \`id\`; the newest counts.`,
  })
})

export const StreamMessage = z
  .union([Snapshot, Event, ...BEACONS, CaughtUp, Resync])
  .meta({ id: 'StreamMessage', description: 'What the `data` line of one server-sent event holds.' })

/** Whoever does not follow such a room is shown none. */
function partOfSnapshot(kind: RoomKind): z.core.$ZodShape {
  const state = PARTS.get(kind.family)?.state ?? kind.state.omit({ family: true })
  const list = listedAs(kind)
  return list === null ? state.partial().shape : { [list]: z.array(state).optional() }
}

/** `session.moved-on` is `SessionMovedOnEvent`. */
function componentName(type: string, sort: 'Event' | 'Beacon'): string {
  const words = type.split(/[.-]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1))
  return `${words.join('')}${sort}`
}
