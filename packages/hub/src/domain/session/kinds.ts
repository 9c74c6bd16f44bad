// What of sessions, and of what their users play and like, other families read too.
import type { SessionId, TrackId, UserId } from '@baton/protocol'
import type { Kind } from '../family.ts'
import type { Play } from './decision.ts'
import type { Session } from './session.ts'
import { timersOf } from './timers.ts'

/** A session; whole with its queue, else `queue` is null. */
export const SESSIONS: Kind<SessionId, Session | null> = {
  name: 'session',
  none: null,
  idOf: (sessionId) => sessionId,
  timers: (session) => (session ? timersOf(session.view) : new Map()),
}

export interface LikedKey {
  readonly userId: UserId
  readonly trackId: TrackId
}

/** Whether a user likes a track. */
export const LIKED: Kind<LikedKey, boolean> = {
  name: 'liked',
  none: false,
  idOf: ({ userId, trackId }) => `${userId} ${trackId}`,
}

/** What a user has heard long enough: each change adds one, and none is ever read. */
export const PLAYS: Kind<UserId, Play | null> = {
  name: 'play',
  none: null,
  idOf: (userId) => userId,
}
