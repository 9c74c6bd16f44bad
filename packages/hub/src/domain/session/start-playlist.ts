import {
  type Entry,
  type EntryId,
  type PlaylistId,
  type PlaylistPlace,
  type Rejection,
  rejection,
} from '@baton/protocol'
import { shuffledOrder } from '../lists/shuffled-order.ts'
import type { Playlist } from '../playlist/playlist.ts'
import { missingFrom } from '../playlist/source-tracks.ts'
import type { Context } from './context.ts'
import type { Draft } from './decision.ts'
import { ensureSpeaker } from './right-to-sound.ts'
import { moveTo } from './skip.ts'

export interface StartPlaylist {
  readonly playlistId: PlaylistId
  readonly place?: PlaylistPlace | undefined
}

/** Plays a playlist instead of the queue that was there, less those of its tracks that are not there at present. */
export function startPlaylist(
  draft: Draft,
  { playlistId, place }: StartPlaylist,
  context: Context,
): Rejection | null {
  const { tracks, sourcePlaylist: playlist = null } = context
  const missing = missingFrom({ playlistId }, tracks, playlist, draft.view.userId)
  if (missing || !playlist || !tracks) return missing
  const begin = place === undefined ? 0 : beginningAt(playlist, place, tracks)
  if (begin === null) return rejection('playlist.entry-not-found')
  if (draft.view.playState !== 'playing') {
    const refused = ensureSpeaker(draft, context)
    if (refused) return refused
  }
  const { shuffle } = draft.view
  const entries = tracks.map((track, nth): Entry => {
    return { ...track, entryId: context.ids[nth] as EntryId, status: 'queued' }
  })
  draft.happen({ type: 'queue.cleared' })
  draft.happen({ type: 'queue.extended', entries, index: 0, orderIndex: shuffle ? 0 : null })
  const order = entries.map((entry) => entry.entryId)
  const first = shuffle && place === undefined ? shuffledOrder(order, context.seed)[0] : order[begin]
  if (shuffle) {
    const others = order.filter((id) => id !== first)
    draft.happen({
      type: 'queue.shuffled',
      order: [first as EntryId, ...shuffledOrder(others, context.seed)],
    })
  }
  const current = entries.find((entry) => entry.entryId === first) as Entry
  moveTo(draft, current, 'enqueued-now', { playState: 'playing' })
  const { title } = playlist.view
  draft.happen({ type: 'session.playlist-changed', change: { startedPlaylist: { playlistId, title } } })
  return null
}

/** Which of the tracks that are there begins: the one at `place`, else the next behind it, else the first of all. */
function beginningAt(
  { entries }: Playlist,
  place: PlaylistPlace,
  tracks: NonNullable<Context['tracks']>,
): number | null {
  const all = entries ?? []
  const at = typeof place === 'number' ? place - 1 : all.findIndex((entry) => entry.entryId === place)
  if (all[at] === undefined) return null
  const present = new Set<string>(tracks.map((track) => track.trackId))
  const before = all.slice(0, at).filter((entry) => present.has(entry.trackId)).length
  return before < tracks.length ? before : 0
}
