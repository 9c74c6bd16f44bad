// Playlists and tracks as this door's clients know them.
import type {
  Entry,
  PlaylistEntry,
  PlaylistId,
  PlaylistView,
  TagId,
  TrackDetails,
  TrackSummary,
} from '@baton/protocol'
import { type Document, iso } from './document.ts'

/** The tag that plays each playlist: of several the one that was linked last. */
export type TagsOfPlaylists = ReadonlyMap<PlaylistId, TagId>

/** `PlaylistLite`: a playlist less its tracks. */
export function playlistHead(playlist: PlaylistView, seq: number, tags: TagsOfPlaylists): Document {
  const { playlistId, title, description, trackCount, durationMs, createdAt, updatedAt, revision } = playlist
  return {
    id: playlistId,
    title,
    description,
    type: 'playlist',
    nfc_tag_id: tags.get(playlistId) ?? null,
    track_count: trackCount,
    total_duration_ms: durationMs,
    last_played: null,
    created_at: iso(createdAt),
    updated_at: iso(updatedAt),
    server_seq: seq,
    playlist_seq: revision,
  }
}

/** `Playlist`, with all of its tracks. */
export function playlistDocument(
  { playlist, entries }: { readonly playlist: PlaylistView; readonly entries: readonly PlaylistEntry[] },
  seq: number,
  tags: TagsOfPlaylists,
): Document {
  return {
    ...playlistHead(playlist, seq, tags),
    tracks: entries.map((entry, nth) => trackDocument(entry, { number: nth + 1, seq, at: entry.addedAt })),
  }
}

/** A track that has just come into the library: where the list that it went into has it last, else as it is on its album. */
export function arrivedTrackDocument(
  track: TrackDetails,
  entries: readonly PlaylistEntry[],
  seq: number,
): Document {
  const nth = entries.findLastIndex(({ trackId }) => trackId === track.trackId)
  const entry = entries[nth]
  return entry
    ? trackDocument(entry, { number: nth + 1, seq, at: entry.addedAt })
    : trackDocument(track, { number: track.trackNo ?? 0, seq, at: track.addedAt })
}

interface Place {
  /** Its number in the list. */
  readonly number: number
  readonly seq: number
  readonly at: number
}

/** `Track`. Where files lie nobody is told: a file's name is made of the title. */
export function trackDocument(
  { trackId, entryId, title, artist, album, durationMs }: TrackSummary & Partial<Pick<Entry, 'entryId'>>,
  { number, seq, at }: Place,
): Document {
  return {
    id: trackId,
    entry_id: entryId,
    title,
    filename: title,
    duration_ms: durationMs ?? 0,
    artist,
    album,
    track_number: number,
    play_count: 0,
    created_at: iso(at),
    server_seq: seq,
  }
}
