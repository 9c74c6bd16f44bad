// What of sessions, and of what their users play and like, other families read too.
import type { PlaylistId, QueuePage, SessionId, TrackId, UserId } from '@baton/protocol'
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

export interface QueuePageKey {
  readonly sessionId: SessionId
  readonly from: number
  readonly limit: number
}

/** A page of a queue, and since when it has been as it is. */
export interface QueuePageState extends QueuePage {
  readonly revision: number
  /** Between this number of the log and its head nothing happened in the session. */
  readonly unchangedSince: number
}

/** Entries of a queue in the order that plays. It is only read. */
export const QUEUE_PAGES: Kind<QueuePageKey, QueuePageState | null> = {
  name: 'queue page',
  none: null,
  idOf: ({ sessionId, from, limit }) => `${sessionId} ${from} ${limit}`,
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

/** What a user has heard long enough: each change adds some, and none is ever read. */
export const PLAYS: Kind<UserId, readonly Play[] | null> = {
  name: 'play',
  none: null,
  idOf: (userId) => userId,
}

/** Which playlist a user has just begun: each change adds one, and none is ever read. */
export const PLAYLIST_STARTS: Kind<UserId, PlaylistId | null> = {
  name: 'playlist start',
  none: null,
  idOf: (userId) => userId,
}
