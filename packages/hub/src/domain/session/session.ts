import type { Queue, SessionId, SessionView, UserId } from '@baton/protocol'

/** The aggregate: a small head, and the queue's rows where a command needs them. Both share one revision. */
export interface Session {
  readonly view: SessionView
  readonly queue: Queue | null
}

/** A user's session before anything was played. */
export function newSession(
  sessionId: SessionId,
  userId: UserId,
  at: number,
  whose: { readonly ofBox?: true } = {},
): Session {
  return {
    view: {
      sessionId,
      userId,
      ...whose,
      revision: 0,
      playState: 'stopped',
      timeline: { positionMs: 0, at, rate: 0 },
      current: null,
      next: null,
      shuffle: false,
      repeatMode: 'off',
      activeDeviceId: null,
      speakerEpoch: 0,
      speakerOfferId: null,
      offer: null,
      handOver: null,
      volumes: {},
      listened: { ms: 0, counted: false },
      lastDeviceId: null,
      lastPlayed: null,
      resumeOffer: null,
      updatedAt: at,
    },
    queue: { entries: [], order: null },
  }
}
