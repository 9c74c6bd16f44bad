import {
  type EntryId,
  type FileCommand,
  isSameRules,
  MAX_PLAYLIST_LENGTH,
  MAX_PLAYLISTS,
  PLAYLIST_KEPT_MS,
  type PlaylistCommand,
  type PlaylistDetails,
  type PlaylistEntry,
  type PlaylistId,
  type PlaylistView,
  playOrder,
  type Queue,
  type Rejection,
  rejection,
  summaryOfEntries,
  type TrackSummary,
  type UserId,
} from '@baton/protocol'
import { changed, type PlaylistDecision, type PlaylistEventsOf, unchanged } from './decision.ts'
import { add, coverOf, move, remove, reorder, tooLong } from './edits.ts'
import { becomeFile, OF_FILE } from './follow-file.ts'
import { changesEntries, OF_RULES, type RefreshCommand, refreshed, refusedAsTelling } from './follow-rules.ts'
import { moveTo, type TakeInCommand, takeIn } from './move-to.ts'
import type { Playlist, PlaylistShelf } from './playlist.ts'
import { missingFrom } from './source-tracks.ts'
import { maySeePlaylist } from './visibility.ts'

/** What the hub itself tells a playlist: the time in which it could be restored is over. */
export type PlaylistTimerCommand = { readonly type: 'playlist.forget'; readonly playlistId: PlaylistId }
/** What a tag tells a playlist that it plays now, or no longer. */
export type PlaylistTagsCommand = { readonly type: 'playlist.change-tags'; readonly playlistId: PlaylistId }
export type AnyPlaylistCommand =
  | PlaylistCommand
  | PlaylistTimerCommand
  | PlaylistTagsCommand
  | TakeInCommand
  | FileCommand
  | RefreshCommand

/** Plain data beside the playlist: the same input always decides the same. */
export interface PlaylistFacts {
  readonly now: number
  readonly userId: UserId
  /** Fresh UUIDs: as many as there are tracks, and one more. */
  readonly ids: readonly string[]
  /** The tracks that the command named, in order; those the library does not have are missing. */
  readonly tracks: readonly TrackSummary[] | null
  /** The playlist that the command takes tracks from. */
  readonly sourcePlaylist: Playlist | null
  /** The queue that is to be saved. */
  readonly queue: Queue | null
  readonly shelf: PlaylistShelf | null
  /** The household has the picture that was named by its id. */
  readonly hasPicture?: boolean
}

/** The rules of playlists, whole. Pure; refusals are values; the revision moves by one when anything happened. */
export function decidePlaylist(
  playlist: Playlist | null,
  command: AnyPlaylistCommand,
  facts: PlaylistFacts,
): PlaylistDecision | { readonly rejected: Rejection } {
  switch (command.type) {
    case 'playlist.create': {
      const { source, rules } = command
      if (source && rules) return { rejected: OF_RULES }
      const missing = source && missingFrom(source, facts.tracks, facts.sourcePlaylist, facts.userId)
      return missing ? { rejected: missing } : create(command, facts.tracks ?? [], facts)
    }
    case 'playlist.save-queue':
      return create(command, facts.queue ? playOrder(facts.queue) : [], facts)
    case 'playlist.forget':
      return playlist ? forget(playlist, facts.now) : unchanged(null)
    case 'playlist.follow-file': {
      const telling = refusedAsTelling({ visibility: 'household', rules: command.rules })
      if (telling) return { rejected: telling }
      const entries = entriesOf(facts.tracks ?? [], facts)
      return playlist
        ? changed(playlist, becomeFile(playlist, command, entries), facts.now)
        : follow(command, entries, facts)
    }
    case 'playlist.refresh':
      return playlist
        ? changed(playlist, refreshed(playlist, command, entriesOf(facts.tracks ?? [], facts)), facts.now)
        : unchanged(null)
    case 'playlist.change-tags':
      return playlist && playlist.view.deletedAt === null
        ? changed(playlist, [{ type: 'playlist.tags-changed' }], facts.now)
        : unchanged(playlist)
    case 'playlist.lose-file':
      return playlist && playlist.view.deletedAt === null
        ? changed(playlist, [{ type: 'playlist.changed', details: { deletedAt: facts.now } }], facts.now)
        : unchanged(playlist)
  }
  if (!playlist || !maySeePlaylist(playlist.view, facts.userId)) return refused('playlist.not-found')
  const { view } = playlist
  if (view.deletedAt !== null && command.type !== 'playlist.restore' && command.type !== 'playlist.delete') {
    return refused('playlist.not-found')
  }
  if (view.file !== undefined) return { rejected: OF_FILE }
  if (view.rules !== undefined && changesEntries(command)) return { rejected: OF_RULES }
  if (command.ifRevision !== undefined && command.ifRevision !== view.revision) {
    return { rejected: rejection('playlist.changed', { revision: view.revision }) }
  }
  if (command.type === 'playlist.move-to') return moveTo(playlist, command, facts.now)
  const events = eventsOf(playlist, command, facts)
  if ('code' in events) return { rejected: events }
  return changed(playlist, events, facts.now)
}

type Named = Exclude<
  AnyPlaylistCommand,
  {
    type:
      | 'playlist.create'
      | 'playlist.save-queue'
      | 'playlist.move-to'
      | PlaylistTimerCommand['type']
      | PlaylistTagsCommand['type']
      | FileCommand['type']
      | RefreshCommand['type']
  }
>

function eventsOf(playlist: Playlist, command: Named, facts: PlaylistFacts): PlaylistEventsOf | Rejection {
  const { view } = playlist
  switch (command.type) {
    case 'playlist.change':
      return change(playlist, command, facts)
    case 'playlist.delete':
      return view.deletedAt === null ? [{ type: 'playlist.changed', details: { deletedAt: facts.now } }] : []
    case 'playlist.restore':
      return view.deletedAt === null ? [] : [{ type: 'playlist.changed', details: { deletedAt: null } }]
    case 'playlist.add': {
      const missing = missingFrom(command.source, facts.tracks, facts.sourcePlaylist, facts.userId)
      return missing ?? add(playlist, entriesOf(facts.tracks ?? [], facts), command.at)
    }
    case 'playlist.remove':
      return remove(playlist, command.places)
    case 'playlist.move':
      return move(playlist, command.place, command.after)
    case 'playlist.reorder':
      return reorder(playlist, command.order)
    case 'playlist.take-in':
      return takeIn(playlist, command)
  }
}

type Change = Extract<PlaylistCommand, { type: 'playlist.change' }>

/**
 * Everybody who may see it gives it another title, description or picture; who sees it and what rules it follows is its
 * owner's to say.
 */
function change(
  playlist: Playlist,
  asked: Change,
  { userId, hasPicture = false }: PlaylistFacts,
): PlaylistEventsOf | Rejection {
  const { view } = playlist
  const visibility = asked.visibility ?? view.visibility
  const rules = asked.rules === undefined ? view.rules : (asked.rules ?? undefined)
  const hasOthers = !isSameRules(rules, view.rules)
  if ((visibility !== view.visibility || hasOthers) && view.ownerId !== userId)
    return rejection('playlist.not-owner')
  const telling = refusedAsTelling({ visibility, rules })
  if (telling) return telling
  const picture = asked.cover === undefined ? {} : coverOf(playlist, asked.cover, hasPicture)
  if ('code' in picture) return picture
  const wanted = {
    title: asked.title ?? view.title,
    description: asked.description ?? view.description,
    visibility,
  }
  const details: PlaylistDetails = {
    ...Object.fromEntries(
      Object.entries(wanted).filter(([field, value]) => view[field as keyof typeof wanted] !== value),
    ),
    ...picture,
    ...(hasOthers && { rules: rules ?? null }),
  }
  return Object.keys(details).length === 0 ? [] : [{ type: 'playlist.changed', details }]
}

type Create = Extract<PlaylistCommand, { type: 'playlist.create' | 'playlist.save-queue' }>

function create(
  command: Create,
  tracks: readonly TrackSummary[],
  facts: PlaylistFacts,
): PlaylistDecision | { readonly rejected: Rejection } {
  const { userId, shelf } = facts
  const isFull = shelf !== null && shelf.count >= MAX_PLAYLISTS
  if (isFull && shelf.oldestDeleted === null) {
    return { rejected: rejection('playlist.limit', { limit: MAX_PLAYLISTS }) }
  }
  if (tracks.length > MAX_PLAYLIST_LENGTH) return { rejected: tooLong() }
  const { title, description = '', visibility = 'private' } = command
  const rules = command.type === 'playlist.create' ? command.rules : undefined
  const telling = refusedAsTelling({ visibility, rules })
  if (telling) return { rejected: telling }
  const named = { ownerId: userId, title, description, visibility, ...(rules && { rules }) }
  const made = created(named, entriesOf(tracks, facts), facts)
  return { ...made, forgotten: isFull ? shelf.oldestDeleted : null }
}

/** A list in a music folder is the household's, and nobody's in it. */
function follow(
  { title, file, rules }: Extract<FileCommand, { type: 'playlist.follow-file' }>,
  entries: PlaylistEntry[],
  facts: PlaylistFacts,
): PlaylistDecision {
  const named = { ownerId: facts.userId, title, description: '', visibility: 'household', file } as const
  return created({ ...named, ...(rules && { rules }) }, entries, facts)
}

type Described = Pick<PlaylistView, 'ownerId' | 'title' | 'description' | 'visibility' | 'file' | 'rules'>

function created(named: Described, entries: PlaylistEntry[], { ids, now }: PlaylistFacts): PlaylistDecision {
  const playlist: PlaylistView = {
    playlistId: ids.at(-1) as PlaylistId,
    ...named,
    revision: 1,
    ...summaryOfEntries(entries),
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
  }
  return {
    ...unchanged(null),
    playlist: { view: playlist, entries },
    events: [{ type: 'playlist.created', playlist, entries }],
    result: { playlistId: playlist.playlistId },
  }
}

function forget(playlist: Playlist, now: number): PlaylistDecision {
  const { deletedAt, playlistId } = playlist.view
  if (deletedAt === null) return unchanged(playlist)
  const isOver = now >= deletedAt + PLAYLIST_KEPT_MS
  return isOver ? { ...unchanged(null), forgotten: playlistId } : unchanged(playlist)
}

function entriesOf(tracks: readonly TrackSummary[], { ids, now }: PlaylistFacts): PlaylistEntry[] {
  return tracks.map(({ trackId, title, artist, album, albumId, coverId, durationMs }, nth) => {
    const track = { trackId, title, artist, album, albumId, coverId, durationMs }
    return { ...track, entryId: ids[nth] as EntryId, addedAt: now }
  })
}

function refused(code: 'playlist.not-found'): { readonly rejected: Rejection } {
  return { rejected: rejection(code) }
}
