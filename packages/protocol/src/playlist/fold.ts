import type { BatonEvent } from '../events.ts'
import type { EntryId } from '../values/ids.ts'
import { inserted, moved } from '../values/list-edits.ts'
import type { Stamp } from '../values/stamp.ts'
import { compareTexts } from '../values/text.ts'
import type { PlaylistEvent, PlaylistsEvent } from './events.ts'
import type { PlaylistDetails, PlaylistEntry, PlaylistView } from './playlist.ts'

/** How many covers make the picture of a playlist. */
const COVERS = 4

/** `entries` are null where only the head is known: events about entries cannot be folded then. */
export interface PlaylistState {
  readonly view: PlaylistView
  readonly entries: readonly PlaylistEntry[] | null
}

export function foldPlaylist(
  { view, entries }: PlaylistState,
  event: PlaylistEvent,
  stamp: Stamp,
): PlaylistState {
  switch (event.type) {
    case 'playlist.created':
      return { view: event.playlist, entries: event.entries }
    case 'playlist.changed':
      return { view: { ...withDetails(view, event.details), ...stamped(stamp) }, entries }
    // Nobody has changed the list itself.
    case 'playlist.tags-changed':
      return { view: { ...view, revision: stamp.revision }, entries }
    case 'playlist.tracks-added':
      return withEntries(view, inserted(known(entries), event.index, event.entries), stamp)
    case 'playlist.tracks-removed': {
      const gone = new Set(event.entryIds)
      return withEntries(
        view,
        known(entries).filter((entry) => !gone.has(entry.entryId)),
        stamp,
      )
    }
    case 'playlist.track-moved':
      return withEntries(view, moved(known(entries), event.entryId, event.index, idOf), stamp)
    case 'playlist.reordered':
      return withEntries(view, ordered(known(entries), event.order), stamp)
    case 'playlist.refreshed': {
      const gone = new Set(event.gone)
      const present = [...known(entries).filter((entry) => !gone.has(entry.entryId)), ...event.added]
      return withEntries(view, event.order ? ordered(present, event.order) : present, stamp)
    }
  }
}

/** The list of playlists stands in the order of their titles. */
export function foldPlaylists(playlists: readonly PlaylistView[], event: PlaylistsEvent): PlaylistView[] {
  const id = event.type === 'playlists.unlisted' ? event.playlistId : event.playlist.playlistId
  const others = playlists.filter((playlist) => playlist.playlistId !== id)
  if (event.type === 'playlists.unlisted') return others
  return [...others, event.playlist].sort(byTitle)
}

/** Those of one title stand in the order of their ids. */
export function byTitle(a: PlaylistView, b: PlaylistView): number {
  return compareTexts(titleKey(a), titleKey(b)) || compareTexts(a.playlistId, b.playlistId)
}

/** By this text lists of playlists are ordered. */
export function titleKey({ title }: Pick<PlaylistView, 'title'>): string {
  return title.normalize('NFKD').toLowerCase()
}

/** What the head of a playlist says of its entries. */
export function summaryOfEntries(
  entries: readonly PlaylistEntry[],
): Pick<PlaylistView, 'trackCount' | 'durationMs' | 'coverIds'> {
  const covers = new Set<string>()
  let durationMs = 0
  for (const entry of entries) {
    durationMs += entry.durationMs ?? 0
    if (entry.coverId !== null && covers.size < COVERS) covers.add(entry.coverId)
  }
  return { trackCount: entries.length, durationMs, coverIds: [...covers] }
}

export function isPlaylistEvent(event: BatonEvent): event is PlaylistEvent {
  return event.type.startsWith('playlist.')
}

export function isPlaylistsEvent(event: BatonEvent): event is PlaylistsEvent {
  return event.type.startsWith('playlists.')
}

function withDetails(view: PlaylistView, { rules, coverId, ...details }: PlaylistDetails): PlaylistView {
  const { rules: formerRules, coverId: formerCover, ...plain } = view
  const rulesNow = rules === undefined ? formerRules : rules
  const coverNow = coverId === undefined ? formerCover : coverId
  return {
    ...plain,
    ...details,
    ...(rulesNow && { rules: rulesNow }),
    ...(coverNow && { coverId: coverNow }),
  }
}

function ordered(entries: readonly PlaylistEntry[], order: readonly EntryId[]): PlaylistEntry[] {
  const byId = new Map(entries.map((entry) => [entry.entryId, entry]))
  return order.flatMap((id) => byId.get(id) ?? [])
}

function withEntries(view: PlaylistView, entries: readonly PlaylistEntry[], stamp: Stamp): PlaylistState {
  const chosen = view.coverId && { coverIds: [view.coverId] }
  return { view: { ...view, ...summaryOfEntries(entries), ...chosen, ...stamped(stamp) }, entries }
}

function stamped({ revision, at }: Stamp): Pick<PlaylistView, 'revision' | 'updatedAt'> {
  return { revision, updatedAt: at }
}

function known(entries: PlaylistState['entries']): readonly PlaylistEntry[] {
  if (entries === null) throw new Error('The entries of this playlist are not known')
  return entries
}

function idOf(entry: PlaylistEntry): EntryId {
  return entry.entryId
}
