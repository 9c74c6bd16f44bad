import {
  type EntryId,
  isCoverId,
  MAX_PLAYLIST_LENGTH,
  type PlaylistCover,
  type PlaylistDetails,
  type PlaylistEntry,
  type PlaylistPlace,
  type Rejection,
  rejection,
  summaryOfEntries,
} from '@baton/protocol'
import type { PlaylistEventsOf } from './decision.ts'
import type { Playlist } from './playlist.ts'

/** `at`: the number that the first of them gets; a place behind the end is the end. */
export function add(
  playlist: Playlist,
  added: readonly PlaylistEntry[],
  at: number | undefined,
): PlaylistEventsOf | Rejection {
  const { length } = loadedEntries(playlist)
  if (length + added.length > MAX_PLAYLIST_LENGTH) return tooLong()
  const index = at === undefined ? length : Math.min(at - 1, length)
  return [{ type: 'playlist.tracks-added', entries: [...added], index }]
}

/** All or nothing: one place that is not there refuses it whole. */
export function remove(playlist: Playlist, places: readonly PlaylistPlace[]): PlaylistEventsOf | Rejection {
  const ids = idsAt(playlist, places)
  if ('code' in ids) return ids
  const entryIds = [...new Set(ids)]
  const numbers = new Map(loadedEntries(playlist).map((entry, nth) => [entry.entryId, nth + 1]))
  return [{ type: 'playlist.tracks-removed', entryIds, numbers: entryIds.map((id) => numbers.get(id) ?? 1) }]
}

export function move(
  playlist: Playlist,
  place: PlaylistPlace,
  after: PlaylistPlace | null,
): PlaylistEventsOf | Rejection {
  const ids = idsAt(playlist, after === null ? [place] : [place, after])
  if ('code' in ids) return ids
  const [entryId, behind] = ids as [EntryId, EntryId | undefined]
  const order = loadedEntries(playlist).map((entry) => entry.entryId)
  const rest = order.filter((id) => id !== entryId)
  const index =
    behind === undefined ? 0 : behind === entryId ? order.indexOf(entryId) : rest.indexOf(behind) + 1
  return order.indexOf(entryId) === index ? [] : [{ type: 'playlist.track-moved', entryId, index }]
}

/** The whole list anew: each entry once. */
export function reorder(playlist: Playlist, places: readonly PlaylistPlace[]): PlaylistEventsOf | Rejection {
  const order = idsAt(playlist, places)
  if ('code' in order) return order
  const present = loadedEntries(playlist)
  if (order.length !== present.length || new Set(order).size !== order.length) {
    return rejection('playlist.not-all')
  }
  const isSame = present.every((entry, index) => entry.entryId === order[index])
  return isSame ? [] : [{ type: 'playlist.reordered', order: [...order] }]
}

/**
 * What it takes that this picture stands for the whole: of an entry, one that is named by its id (`hasPicture`: it is
 * there), or with null those of the first entries.
 */
export function coverOf(
  playlist: Playlist,
  cover: PlaylistCover | null,
  hasPicture: boolean,
): Pick<PlaylistDetails, 'coverId' | 'coverIds'> | Rejection {
  const chosen = playlist.view.coverId
  if (cover === null) {
    if (chosen === undefined) return {}
    return { coverId: null, coverIds: summaryOfEntries(loadedEntries(playlist)).coverIds }
  }
  const coverId = isCoverId(cover) ? (hasPicture ? cover : null) : pictureAt(playlist, cover)
  if (coverId === null) return rejection('library.cover-not-found')
  if (typeof coverId === 'object') return coverId
  return coverId === chosen ? {} : { coverId, coverIds: [coverId] }
}

/** Null: the entry has none. */
function pictureAt(playlist: Playlist, place: PlaylistPlace): string | null | Rejection {
  const ids = idsAt(playlist, [place])
  if ('code' in ids) return ids
  return loadedEntries(playlist).find(({ entryId }) => entryId === ids[0])?.coverId ?? null
}

export function tooLong(): Rejection {
  return rejection('playlist.full', { limit: MAX_PLAYLIST_LENGTH })
}

/** The ids of the entries at these places. */
function idsAt(playlist: Playlist, places: readonly PlaylistPlace[]): readonly EntryId[] | Rejection {
  const entries = loadedEntries(playlist)
  const known = new Set(entries.map((entry) => entry.entryId))
  const ids: EntryId[] = []
  for (const place of places) {
    const id = typeof place === 'number' ? entries[place - 1]?.entryId : place
    if (id === undefined || !known.has(id)) return rejection('playlist.entry-not-found', { place })
    ids.push(id)
  }
  return ids
}

export function loadedEntries({ entries }: Playlist): readonly PlaylistEntry[] {
  if (entries === null) throw new Error('This command needs the entries and they were not loaded')
  return entries
}
