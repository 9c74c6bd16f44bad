// A playlist that follows a list in a music folder becomes what the list is. Nobody else changes it.
import {
  type FileCommand,
  type PlaylistDetails,
  type PlaylistEntry,
  type PlaylistEvent,
  rejection,
} from '@baton/protocol'
import type { PlaylistEventsOf } from './decision.ts'
import { loadedEntries } from './edits.ts'
import type { Playlist } from './playlist.ts'

type Follow = Extract<FileCommand, { type: 'playlist.follow-file' }>

export const OF_FILE = rejection('playlist.of-file')

/** What has to happen so that it is as its file: entries that stay keep their ids. `wanted` are new entries of all its tracks. */
export function becomeFile(
  playlist: Playlist,
  { title, file }: Follow,
  wanted: readonly PlaylistEntry[],
): PlaylistEventsOf {
  const entries = loadedEntries(playlist)
  const order = inOrder(entries, wanted)
  const ordered = new Set(order)
  const former = new Set(entries)
  const stay = entries.filter((entry) => ordered.has(entry))
  const added = order.filter((entry) => !former.has(entry))
  const gone = entries.flatMap((entry, nth) => (ordered.has(entry) ? [] : { ...entry, number: nth + 1 }))
  const details = detailsOf(playlist.view, { title, file })
  const events: PlaylistEvent[] = []
  if (details) events.push({ type: 'playlist.changed', details })
  if (gone.length > 0) {
    const entryIds = gone.map(({ entryId }) => entryId)
    events.push({ type: 'playlist.tracks-removed', entryIds, numbers: gone.map(({ number }) => number) })
  }
  if (added.length > 0) events.push({ type: 'playlist.tracks-added', entries: added, index: stay.length })
  if ([...stay, ...added].some((entry, nth) => entry !== order[nth]))
    events.push({ type: 'playlist.reordered', order: order.map(({ entryId }) => entryId) })
  return events
}

/** For each wanted track the entry that it has already, in the order in which these stand, else its new one. */
function inOrder(entries: readonly PlaylistEntry[], wanted: readonly PlaylistEntry[]): PlaylistEntry[] {
  const free = new Map<string, PlaylistEntry[]>()
  for (const entry of entries.toReversed()) {
    const others = free.get(entry.trackId)
    if (others) others.push(entry)
    else free.set(entry.trackId, [entry])
  }
  return wanted.map((entry) => free.get(entry.trackId)?.pop() ?? entry)
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
