import { type CommandResult, foldPlaylist, type PlaylistEvent, type PlaylistId } from '@baton/protocol'
import type { CommandLike } from '../family.ts'
import type { Playlist } from './playlist.ts'

/** What happened, in order; empty where everything was as asked. */
export type PlaylistEventsOf = readonly PlaylistEvent[]

/** What a command about a playlist leads to. All of it is committed, or nothing. */
export interface PlaylistDecision {
  /** As it was; null where there was none. */
  readonly before: Playlist | null
  /** As it is now; null where there is none. */
  readonly playlist: Playlist | null
  readonly events: PlaylistEventsOf
  /** A deleted playlist that is gone for good now. */
  readonly forgotten: PlaylistId | null
  readonly result: CommandResult
  /** What another playlist is told because of it, in the same transaction. */
  readonly consequences: readonly CommandLike[]
}

export function unchanged(playlist: Playlist | null): PlaylistDecision {
  return { before: playlist, playlist, events: [], forgotten: null, result: {}, consequences: [] }
}

export function changed(playlist: Playlist, events: PlaylistEventsOf, at: number): PlaylistDecision {
  const { playlistId, revision } = playlist.view
  const stamp = { revision: revision + 1, at }
  const entryIds = events.flatMap((event) =>
    event.type === 'playlist.tracks-added' ? event.entries.map((entry) => entry.entryId) : [],
  )
  return {
    ...unchanged(playlist),
    playlist: events.reduce<Playlist>((state, event) => foldPlaylist(state, event, stamp), playlist),
    events,
    result: { playlistId, ...(entryIds.length > 0 && { entryIds }) },
  }
}
