// Entries that go from one playlist to another: the one lets them go, and tells the other to take them in. Both happen, or
// neither.
import {
  MAX_PLAYLIST_LENGTH,
  type PlaylistCommand,
  type PlaylistEntry,
  type PlaylistId,
  type Rejection,
  rejection,
} from '@baton/protocol'
import { changed, type PlaylistDecision, type PlaylistEventsOf } from './decision.ts'
import { loadedEntries, remove, tooLong } from './edits.ts'
import type { Playlist } from './playlist.ts'

type MoveTo = Extract<PlaylistCommand, { type: 'playlist.move-to' }>

/** What a playlist is told by the one that these entries leave. */
export interface TakeInCommand {
  readonly type: 'playlist.take-in'
  readonly playlistId: PlaylistId
  readonly entries: readonly PlaylistEntry[]
  readonly at: MoveTo['at']
  /** Only the playlist that is left was seen. */
  readonly ifRevision?: undefined
}

/** They keep their ids, so that they can be moved back by them. */
export function moveTo(
  playlist: Playlist,
  { places, targetId, at }: MoveTo,
  now: number,
): PlaylistDecision | { readonly rejected: Rejection } {
  const { playlistId } = playlist.view
  if (targetId === playlistId) return { rejected: rejection('request.invalid', { field: 'targetId' }) }
  const events = remove(playlist, places)
  if ('code' in events) return { rejected: events }
  const left = changed(playlist, events, now)
  const entryIds = events.flatMap((event) => (event.type === 'playlist.tracks-removed' ? event.entryIds : []))
  const present = new Map(loadedEntries(playlist).map((entry) => [entry.entryId, entry]))
  const entries = entryIds.flatMap((id) => present.get(id) ?? [])
  const takeIn: TakeInCommand = { type: 'playlist.take-in', playlistId: targetId, entries, at }
  return { ...left, result: { playlistId, entryIds }, consequences: [takeIn] }
}

export function takeIn(
  playlist: Playlist,
  { entries, at = [] }: Pick<TakeInCommand, 'entries' | 'at'>,
): PlaylistEventsOf | Rejection {
  const order = loadedEntries(playlist).map(({ entryId }) => entryId)
  const { length } = order
  if (length + entries.length > MAX_PLAYLIST_LENGTH) return tooLong()
  const stand = indexes(length, entries.length, at)
  const [first = length] = stand
  const isOneRun = stand.every((index, nth) => index === first + nth)
  const added = {
    type: 'playlist.tracks-added' as const,
    entries: [...entries],
    index: isOneRun ? first : length,
  }
  if (isOneRun) return [added]
  for (const [nth, { entryId }] of entries.entries()) order.splice(stand[nth] as number, 0, entryId)
  return [added, { type: 'playlist.reordered', order }]
}

/** Where each goes in, when those before it stand there already. */
function indexes(length: number, count: number, numbers: readonly number[]): readonly number[] {
  let next = length
  return Array.from({ length: count }, (_, nth) => {
    const number = numbers[nth]
    const index = number === undefined ? next : Math.min(number - 1, length + nth)
    next = index + 1
    return index
  })
}
