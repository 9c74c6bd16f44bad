// A playlist that follows a list in a music folder becomes what the list is. Nobody else changes it.
import {
  type EntryId,
  type FileCommand,
  type PlaylistDetails,
  type PlaylistEntry,
  type PlaylistEvent,
  rejection,
} from '@baton/protocol'
import type { PlaylistEventsOf } from './decision.ts'
import type { Playlist } from './playlist.ts'

type Follow = Extract<FileCommand, { type: 'playlist.follow-file' }>

export const OF_FILE = rejection('playlist.of-file')

/** What has to happen so that it is as its file: entries that stay keep their ids. `wanted` are new entries of all its tracks. */
export function becomeFile(
  { view, entries }: Playlist,
  { title, file }: Follow,
  wanted: readonly PlaylistEntry[],
): PlaylistEventsOf {
  if (entries === null) throw new Error('This command needs the entries and they were not loaded')
  const { kept, gone } = keptOf(entries, wanted)
  const isGone = new Set(gone)
  const numbers = new Map(entries.map((entry, nth) => [entry.entryId, nth + 1]))
  const added = kept.flatMap((id, nth) => (id === null ? (wanted[nth] as PlaylistEntry) : []))
  const order = kept.map((id, nth) => id ?? (wanted[nth] as PlaylistEntry).entryId)
  const stays = entries.filter(({ entryId }) => !isGone.has(entryId)).map(({ entryId }) => entryId)
  const present = [...stays, ...added.map(({ entryId }) => entryId)]
  const details = detailsOf(view, { title, file })
  const events: PlaylistEvent[] = []
  if (details) events.push({ type: 'playlist.changed', details })
  if (gone.length > 0) {
    const places = gone.map((id) => numbers.get(id) ?? 1)
    events.push({ type: 'playlist.tracks-removed', entryIds: gone, numbers: places })
  }
  if (added.length > 0) events.push({ type: 'playlist.tracks-added', entries: added, index: stays.length })
  if (present.some((id, nth) => id !== order[nth])) events.push({ type: 'playlist.reordered', order })
  return events
}

/** For each wanted track the entry that it has already, in the order in which they stand; and the entries of none. */
function keptOf(entries: readonly PlaylistEntry[], wanted: readonly PlaylistEntry[]) {
  const free = new Map<string, EntryId[]>()
  for (const { trackId, entryId } of entries.toReversed()) {
    const others = free.get(trackId)
    if (others) others.push(entryId)
    else free.set(trackId, [entryId])
  }
  const kept = wanted.map(({ trackId }) => free.get(trackId)?.pop() ?? null)
  return { kept, gone: [...free.values()].flat() }
}

/** A file that is there again brings its playlist back. */
function detailsOf(
  view: Playlist['view'],
  { title, file }: Pick<Follow, 'title' | 'file'>,
): PlaylistDetails | null {
  const isSameFile =
    view.file !== undefined &&
    (['folderId', 'path', 'version', 'notFound'] as const).every(
      (field) => view.file?.[field] === file[field],
    )
  const details = {
    ...(title !== view.title && { title }),
    ...(!isSameFile && { file }),
    ...(view.deletedAt !== null && { deletedAt: null }),
  }
  return Object.keys(details).length === 0 ? null : details
}
