import { z } from 'zod'
import { KnownQueue } from '../../session/known-queue.ts'
import { PlayState, RepeatMode } from '../../session/session.ts'
import { DeviceId, EntryId, TrackId } from '../../values/ids.ts'
import { Millis } from '../../values/timeline.ts'
import type { StreamPart } from '../stream/stream-part.ts'
import { SessionDocument } from './documents.ts'

/** New where it is told; null where it may be fetched no longer. */
const address = z.string().nullable()

/** A session stands in the snapshot as it is answered elsewhere, its queue beside it. */
export const sessionStream: StreamPart = {
  family: 'session',
  beside: {
    playState: PlayState.optional(),
    positionMs: Millis.optional().describe('Holds at `at`.'),
    trackId: TrackId.nullable().optional(),
    entryId: EntryId.nullable().optional(),
    activeDeviceId: DeviceId.nullable().optional(),
    shuffle: z.boolean().optional(),
    repeatMode: RepeatMode.optional(),
    fileUrl: address.optional().describe('Only for the device that may fetch it.'),
    nextFileUrl: address.optional(),
  },
  state: SessionDocument.extend({ queue: KnownQueue }),
}
