// The player as this door's clients know it.
import {
  FULL_VOLUME,
  type KnownQueue,
  placeIn,
  positionAt,
  type SessionView,
  stretchesOf,
} from '@baton/protocol'
import type { Document } from './document.ts'
import { trackDocument } from './playlist-documents.ts'

/** A session with its queue, as it was at `seq`. */
export interface Player {
  readonly session: SessionView
  readonly queue: KnownQueue
  readonly seq: number
}

/** `PlayerState`, with the position at `now`. `plays`: how often whoever is told has played the track. */
export function playerDocument(player: Player, now: number, plays: number): Document {
  const { session, queue, seq } = player
  const { current, playState, startedPlaylist } = session
  const { volume, muted } = volumeOf(session)
  const place = placeOfCurrent(player)
  return {
    is_playing: playState === 'playing',
    state: playState,
    active_playlist_id: startedPlaylist?.playlistId ?? null,
    active_playlist_title: startedPlaylist?.title ?? null,
    active_track_id: current?.trackId ?? null,
    active_track:
      current && trackDocument(current, { number: (place ?? 0) + 1, seq, at: session.updatedAt, plays }),
    ...positionOf(session, now),
    track_index: place,
    track_count: queue.total,
    can_prev: current !== null,
    can_next: session.next !== null,
    volume,
    muted,
    server_seq: seq,
  }
}

export function volumeOf({ activeDeviceId, volumes }: SessionView) {
  return (activeDeviceId && volumes[activeDeviceId]) || FULL_VOLUME
}

/** Null: nothing is loaded, or it stands where the queue is not known. */
export function placeOfCurrent({ session: { current }, queue }: Player): number | null {
  return current && placeIn(stretchesOf(queue), current.entryId)
}

/** What is told several times a second. */
export function positionDocument(session: SessionView, now: number): Document {
  return {
    ...positionOf(session, now),
    track_id: session.current?.trackId ?? null,
    is_playing: session.playState === 'playing',
  }
}

function positionOf({ timeline, current }: SessionView, now: number) {
  const duration = current?.durationMs ?? null
  return { position_ms: current ? positionAt(timeline, now, duration) : 0, duration_ms: duration ?? 0 }
}
