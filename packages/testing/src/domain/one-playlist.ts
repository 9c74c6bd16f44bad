import {
  type AnyPlaylistCommand,
  decidePlaylist,
  type Playlist,
  type PlaylistDecision,
  type PlaylistShelf,
} from '@baton/hub/domain'
import type {
  CommandResult,
  EntryId,
  ErrorCode,
  PlaylistEvent,
  PlaylistId,
  PlaylistView,
  TrackId,
  TrackSource,
  TrackSummary,
  UserId,
} from '@baton/protocol'

export type Person = 'ann' | 'ben'
type Unnamed<C> = C extends { readonly playlistId: unknown } ? Omit<C, 'playlistId'> : C
/** A command about the one playlist of the shelf. */
export type PlaylistDeed = Unnamed<AnyPlaylistCommand>

export const START = 1_750_000_000_000
const TRACKS = 40

/** One playlist and the rules around it, without a store. Immutable: a test can go on from any shelf twice. */
export interface Shelf {
  readonly view: PlaylistView
  readonly entryIds: readonly EntryId[]
  /** The numbers of its tracks, in order. */
  readonly tracks: readonly number[]
  /** What the last command led to. */
  readonly last: readonly PlaylistEvent[]
  readonly result: CommandResult
  readonly forgotten: PlaylistId | null
  /** The timers that the last command set. */
  readonly timers: readonly { readonly at: number; readonly type: string }[]
  readonly playlist: Playlist | null
  /** Refusals are failures of the test. */
  does(by: Person, deed: PlaylistDeed): Shelf
  /** The code of the refusal; the shelf stays as it is. */
  refuses(by: Person, deed: PlaylistDeed): ErrorCode | null
  later(ms: number): Shelf
}

export function userOf(person: Person): UserId {
  return numbered(1, person === 'ann' ? 1 : 2) as UserId
}

export function tracksNamed(...numbers: readonly number[]): TrackSource {
  return { trackIds: numbers.map(trackOf) }
}

/** A shelf without a playlist. */
export function shelfWith(fullness: PlaylistShelf = { count: 0, oldestDeleted: null }): Shelf {
  return shelf(null, fullness, START, 1, null)
}

/** Somebody who makes playlists of numbered tracks. */
export function titled(by: Person, title = 'A list') {
  return {
    with: (...numbers: readonly number[]): Shelf =>
      shelfWith().does(by, {
        type: 'playlist.create',
        title,
        ...(numbers.length > 0 && { source: tracksNamed(...numbers) }),
      }),
  }
}

function shelf(
  playlist: Playlist | null,
  fullness: PlaylistShelf,
  now: number,
  turn: number,
  decision: PlaylistDecision | null,
): Shelf {
  const decide = (by: Person, deed: PlaylistDeed) => {
    const playlistId = playlist?.view.playlistId ?? (numbered(6, 999) as PlaylistId)
    const command = (isAboutOne(deed) ? { ...deed, playlistId } : deed) as AnyPlaylistCommand
    const tracks = tracksOf(deed)
    return decidePlaylist(playlist, command, {
      now,
      userId: userOf(by),
      ids: Array.from({ length: (tracks?.length ?? 0) + 1 }, (_, n) => numbered(5, turn * 20_000 + n)),
      tracks,
      sourcePlaylist: null,
      queue: null,
      shelf: fullness,
    })
  }
  const entries = playlist?.entries ?? []
  return {
    get view() {
      if (!playlist) throw new Error('There is no playlist on this shelf')
      return playlist.view
    },
    entryIds: entries.map((entry) => entry.entryId),
    tracks: entries.map((entry) => Number(entry.trackId.slice(-12))),
    last: decision?.events ?? [],
    result: decision?.result ?? {},
    forgotten: decision?.forgotten ?? null,
    timers: (decision?.due ?? []).flatMap(({ due }) => (due ? [{ at: due.at, type: due.command.type }] : [])),
    playlist,
    does(by, deed) {
      const made = decide(by, deed)
      if ('rejected' in made) throw new Error(`${deed.type} was refused: ${made.rejected.code}`)
      return shelf(made.playlist, fullness, now, turn + 1, made)
    },
    refuses(by, deed) {
      const made = decide(by, deed)
      return 'rejected' in made ? made.rejected.code : null
    },
    later: (ms) => shelf(playlist, fullness, now + ms, turn, decision),
  }
}

function isAboutOne({ type }: PlaylistDeed): boolean {
  return type !== 'playlist.create' && type !== 'playlist.save-queue'
}

function tracksOf(deed: PlaylistDeed): readonly TrackSummary[] | null {
  const source = 'source' in deed ? deed.source : undefined
  if (!source) return null
  if (!('trackIds' in source)) return []
  return source.trackIds.flatMap((id) => (Number(id.slice(-12)) <= TRACKS ? [summaryOf(id)] : []))
}

function summaryOf(trackId: TrackId): TrackSummary {
  const n = Number(trackId.slice(-12))
  return {
    trackId,
    title: `Track ${n}`,
    artist: null,
    album: null,
    albumId: null,
    coverId: n % 3 === 0 ? null : `cover ${n % 7}`,
    durationMs: n === TRACKS ? null : n * 1_000,
  }
}

function trackOf(n: number): TrackId {
  return numbered(4, n) as TrackId
}

function numbered(family: number, n: number): string {
  return `${String(family).padStart(8, '0')}-0000-4000-8000-${String(n).padStart(12, '0')}`
}
