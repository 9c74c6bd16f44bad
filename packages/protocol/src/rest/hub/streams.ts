import { z } from 'zod'
import { TrackId } from '../../values/ids.ts'
import { queryNumber } from '../../values/query-number.ts'
import { contract } from '../contract.ts'
import { StreamMessage } from '../stream/messages.ts'
import { mediaEndpoints, socketEndpoints, streamEndpoints } from './endpoints.ts'

/** What happens, for as long as somebody listens. */
export const streamContract = contract('events', streamEndpoints, {
  events: {
    summary: 'Follow what happens, as server-sent events',
    description:
      'Without a cursor a snapshot comes first; with one, the missed events and then `caught_up`. See docs/protocol/rest-sse.md.',
    scope: 'read',
    rate: 'control',
    query: z.object({
      rooms: z
        .string()
        .max(500)
        .default('session,devices')
        .describe(
          'Of `session` (your own, or `session:{id}` of a box), `devices`, `boxes`, `library`, `playlists` and `playlist:{id}`, parted by commas.',
        ),
      last_event_id: z.string().max(100).optional().describe('Like the header Last-Event-ID.'),
    }),
    answer: null,
    messages: StreamMessage,
  },
})

const socket = { access: 'open', scope: null, rate: null, answer: null, hidden: true } as const

/** Socket.IO while it polls: who asks is told within. docs/protocol/socketio.md */
export const socketContract = contract('events', socketEndpoints, {
  poll: { summary: 'Socket.IO: wait for what happens', ...socket },
  send: { summary: 'Socket.IO: send', ...socket },
})

/** The bytes of a track, for whoever shows a ticket. */
export const mediaContract = contract('media', mediaEndpoints, {
  track: {
    summary: 'The bytes of a track, whole or in part',
    description:
      'The address with its token comes as `file_url` with the session. See docs/protocol/media.md.',
    access: 'open',
    scope: null,
    rate: null,
    params: z.object({ track_id: TrackId }),
    query: z.object({
      token: z.string().max(1_000).default(''),
      start_ms: queryNumber(z.int().min(0).max(86_400_000).default(0)).describe(
        'The sound begins at this place of the track, for players that cannot seek.',
      ),
    }),
    answer: null,
  },
  testTone: {
    summary: 'The tone by which a loudspeaker is tried, as WAV',
    access: 'open',
    scope: null,
    rate: null,
    query: z.object({ volume: queryNumber(z.int().min(1).max(100).default(100)) }),
    answer: null,
  },
  forBox: {
    summary: 'The bytes of a track, for a box to keep',
    description:
      'For boxes only: they play from what they keep while the hub is away. See docs/protocol/boxes.md.',
    scope: 'control',
    rate: 'read',
    params: z.object({ track_id: TrackId }),
    answer: null,
  },
})
