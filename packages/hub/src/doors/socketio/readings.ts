import type { EventFrame, PlaylistId, PlaylistView, RoomState, SessionId } from '@baton/protocol'
import { sessionRoom } from '@baton/protocol'
import type { Engine, PlaylistReading, Principal } from '#engine'
import type { Player } from './documents.ts'

/** What is read to tell an event, at most once for each event. */
export interface Readings {
  /** The hub's instant. */
  readonly now: number
  playlist(id: PlaylistId): Promise<PlaylistReading | null>
  playlists(): Promise<readonly PlaylistView[]>
}

/** Reads of one user, each at most once. */
export function readingsOf(engine: Engine, principal: Principal): Readings {
  const lists = new Map<PlaylistId, ReturnType<Readings['playlist']>>()
  let all: ReturnType<Readings['playlists']> | undefined
  return {
    now: engine.now(),
    playlist(id) {
      const read = lists.get(id) ?? engine.playlist(principal, id)
      lists.set(id, read)
      return read
    },
    playlists() {
      all ??= engine.playlists(principal)
      return all
    },
  }
}

/**
 * What is read for one event, once for all sockets of a user that are told it. It is read for each user: one of them may
 * see what another may not.
 */
export function sharedReadings(engine: Engine): (frame: EventFrame, principal: Principal) => Readings {
  const ofFrames = new WeakMap<EventFrame, Map<string, Readings>>()
  return (frame, principal) => {
    const ofUsers = ofFrames.get(frame) ?? new Map<string, Readings>()
    ofFrames.set(frame, ofUsers)
    const readings = ofUsers.get(principal.userId) ?? readingsOf(engine, principal)
    ofUsers.set(principal.userId, readings)
    return readings
  }
}

/** The caller's player as it is now. */
export async function readPlayer(
  engine: Engine,
  principal: Principal,
): Promise<Player & { readonly epoch: string }> {
  const room = sessionRoom(principal.sessionId as SessionId)
  const stop = new AbortController()
  try {
    for await (const frame of engine.follow({ principal, rooms: [room], signal: stop.signal }).frames) {
      const player = frame.kind === 'snapshot' ? playerIn(frame.state, frame.seq) : null
      if (player && frame.kind === 'snapshot') return { ...player, epoch: frame.epoch }
    }
  } finally {
    stop.abort()
  }
  throw new Error('A session has always a snapshot')
}

export function playerIn(state: RoomState, seq: number): Player | null {
  return state.family === 'session' ? { session: state.session, queue: state.queue, seq } : null
}
