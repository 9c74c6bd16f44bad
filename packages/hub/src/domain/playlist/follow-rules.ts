// A smart playlist holds what its rules say. Its entries are nobody's to change, and its rules are its owner's.
import {
  isSameRules,
  type PlaylistCommand,
  type PlaylistEntry,
  type PlaylistId,
  type PlaylistView,
  type Rejection,
  rejection,
  type SmartRules,
  type TrackId,
  tellsListening,
} from '@baton/protocol'
import type { CommandLike } from '../family.ts'
import { differenceTo } from './become-list.ts'
import type { PlaylistEventsOf } from './decision.ts'
import { loadedEntries } from './edits.ts'
import type { TakeInCommand } from './move-to.ts'
import type { Playlist } from './playlist.ts'

/** What the hub tells itself: these tracks are what these rules come to. */
export interface RefreshCommand {
  readonly type: 'playlist.refresh'
  readonly playlistId: PlaylistId
  readonly rules: SmartRules
  readonly trackIds: readonly TrackId[]
}

export const OF_RULES = rejection('playlist.of-rules')

/** Nothing where it follows other rules by now: whoever gave it those has it refreshed by them. */
export function refreshed(
  playlist: Playlist,
  { rules }: RefreshCommand,
  wanted: readonly PlaylistEntry[],
): PlaylistEventsOf {
  const { deletedAt, rules: own } = playlist.view
  if (deletedAt !== null || !isSameRules(own, rules)) return []
  const { gone, added, order } = differenceTo(loadedEntries(playlist), wanted)
  if (gone.length === 0 && added.length === 0 && order === null) return []
  const ids = gone.map(({ entryId }) => entryId)
  return [{ type: 'playlist.refreshed', gone: ids, added: [...added], order: order && [...order] }]
}

export function changesEntries({ type }: CommandLike): boolean {
  return CHANGE_ENTRIES.has(type)
}

const CHANGE_ENTRIES: ReadonlySet<string> = new Set<(PlaylistCommand | TakeInCommand)['type']>([
  'playlist.add',
  'playlist.remove',
  'playlist.move',
  'playlist.reorder',
  'playlist.move-to',
  'playlist.take-in',
])

/** Nobody is told what somebody else listens to unless that one has said so. */
export function refusedAsTelling({
  visibility,
  rules,
}: Pick<PlaylistView, 'visibility' | 'rules'>): Rejection | null {
  const tells = visibility === 'household' && rules && tellsListening(rules) && rules.disclosed !== true
  return tells ? rejection('playlist.tells-listening') : null
}
