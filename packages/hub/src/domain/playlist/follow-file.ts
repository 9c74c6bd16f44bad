// A playlist that follows a list in a music folder becomes what the list is. Nobody else changes it.
import {
  type FileCommand,
  isSameRules,
  type PlaylistDetails,
  type PlaylistEntry,
  type PlaylistEvent,
  rejection,
} from '@baton/protocol'
import { differenceTo } from './become-list.ts'
import type { PlaylistEventsOf } from './decision.ts'
import { loadedEntries } from './edits.ts'
import type { Playlist } from './playlist.ts'

type Follow = Extract<FileCommand, { type: 'playlist.follow-file' }>

export const OF_FILE = rejection('playlist.of-file')

/** What has to happen so that it is as its file: entries that stay keep their ids. `wanted` are new entries of all its tracks. */
export function becomeFile(
  playlist: Playlist,
  { title, file, rules }: Follow,
  wanted: readonly PlaylistEntry[],
): PlaylistEventsOf {
  const details = detailsOf(playlist.view, { title, file, rules })
  const events: PlaylistEvent[] = []
  if (details) events.push({ type: 'playlist.changed', details })
  // What rules come to is told it by whoever judges them.
  if (rules) return events
  const { gone, stay, added, order } = differenceTo(loadedEntries(playlist), wanted)
  if (gone.length > 0) {
    const entryIds = gone.map(({ entryId }) => entryId)
    events.push({ type: 'playlist.tracks-removed', entryIds, numbers: gone.map(({ number }) => number) })
  }
  if (added.length > 0)
    events.push({ type: 'playlist.tracks-added', entries: [...added], index: stay.length })
  if (order) events.push({ type: 'playlist.reordered', order: [...order] })
  return events
}

/** A file that is there again brings its playlist back. */
function detailsOf(
  view: Playlist['view'],
  { title, file, rules }: Pick<Follow, 'title' | 'file' | 'rules'>,
): PlaylistDetails | null {
  const isSameFile =
    view.file !== undefined &&
    (['folderId', 'path', 'version', 'notFound'] as const).every(
      (field) => view.file?.[field] === file[field],
    )
  const details = {
    ...(title !== view.title && { title }),
    ...(!isSameFile && { file }),
    ...(!isSameRules(rules, view.rules) && { rules: rules ?? null }),
    ...(view.deletedAt !== null && { deletedAt: null }),
  }
  return Object.keys(details).length === 0 ? null : details
}
