import {
  type AnyPlaylistCommand,
  type CommandFacts,
  type Outcome,
  PLAYLISTS,
  type Playlist,
  type PlaylistShelf,
  SHELF,
  TRACKS as SOURCE_TRACKS,
  type Wanted,
} from '@baton/hub/domain'
import type {
  CommandResult,
  EntryId,
  ErrorCode,
  PlaylistEvent,
  PlaylistId,
  PlaylistView,
  SessionId,
  TrackId,
  TrackSource,
  TrackSummary,
  UserId,
} from '@baton/protocol'
import { ANYBODY, decided } from './decided.ts'

export type Person = 'ann' | 'ben'
type Unnamed<C> = C extends { readonly playlistId: unknown }
  ? Omit<C, 'playlistId'> & { readonly playlistId?: null }
  : C
/** A command about the one playlist of the shelf. */
export type PlaylistAction = Unnamed<AnyPlaylistCommand>

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
  /** The timers that it waits for. */
  readonly timers: readonly { readonly at: number; readonly type: string }[]
  readonly playlist: Playlist | null
  /** Refusals are failures of the test. */
  does(by: Person, action: PlaylistAction): Shelf
  /** The code of the refusal; the shelf stays as it is. */
  refuses(by: Person, action: PlaylistAction): ErrorCode | null
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
  outcome: Outcome | null,
): Shelf {
  const decide = (by: Person, action: PlaylistAction) => {
    const playlistId = playlist?.view.playlistId ?? (numbered(6, 999) as PlaylistId)
    const command = (isAboutOne(action) ? { playlistId, ...action } : action) as AnyPlaylistCommand
    const tracks = tracksOf(action)
    const stateOf = ({ kind, key }: Wanted) => {
      if (kind === SOURCE_TRACKS) return tracks
      if (kind === SHELF) return fullness
      return kind === PLAYLISTS && key === playlist?.view.playlistId ? playlist : kind.none
    }
    return decided(command, factsOf(by, now, turn), stateOf)
  }
  const entries = playlist?.entries ?? []
  return {
    get view() {
      if (!playlist) throw new Error('There is no playlist on this shelf')
      return playlist.view
    },
    entryIds: entries.map((entry) => entry.entryId),
    tracks: entries.map((entry) => Number(entry.trackId.slice(-12))),
    last: (outcome?.published ?? [])
      .filter(({ room }) => room !== 'playlists')
      .map(({ event }) => event as PlaylistEvent),
    result: outcome?.result ?? {},
    forgotten: (outcome?.changes.find(({ after }) => after === null)?.key ?? null) as PlaylistId | null,
    timers: [...(PLAYLISTS.timers?.(playlist)?.values() ?? [])].map(({ at, command }) => ({
      at,
      type: command.type,
    })),
    playlist,
    does(by, action) {
      const made = decide(by, action)
      if ('rejected' in made) throw new Error(`${action.type} was refused: ${made.rejected.code}`)
      const changed = made.changes.find(({ after }) => after !== null)?.after as Playlist | undefined
      const isGone = made.changes.some(
        ({ key, after }) => after === null && key === playlist?.view.playlistId,
      )
      return shelf(changed ?? (isGone ? null : playlist), fullness, now, turn + 1, made)
    },
    refuses(by, action) {
      const made = decide(by, action)
      return 'rejected' in made ? made.rejected.code : null
    },
    later: (ms) => shelf(playlist, fullness, now + ms, turn, outcome),
  }
}

function factsOf(by: Person, now: number, turn: number): CommandFacts {
  return {
    now,
    wallAheadMs: 0,
    subject: { userId: userOf(by), sessionId: numbered(2, by === 'ann' ? 1 : 2) as SessionId },
    caller: ANYBODY,
    seed: turn,
    freshIds: (count) => Array.from({ length: count }, (_, n) => numbered(5, turn * 20_000 + n)),
  }
}

function isAboutOne({ type }: PlaylistAction): boolean {
  return type !== 'playlist.create' && type !== 'playlist.save-queue'
}

function tracksOf(action: PlaylistAction): readonly TrackSummary[] | null {
  if ('trackIds' in action) return action.trackIds.map(summaryOf)
  const source = 'source' in action ? action.source : undefined
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
