import {
  type DeviceId,
  type Entry,
  type EntryId,
  MAX_QUEUE_LENGTH,
  type PlaylistId,
  type PlaylistPlace,
  type Rejection,
  rejection,
  type TrackSource,
  type TrackSummary,
  type UserId,
} from '@baton/protocol'
import { shuffledOrder } from '../lists/shuffled-order.ts'
import type { Playlist } from '../playlist/playlist.ts'
import { missingFrom } from '../playlist/source-tracks.ts'
import type { Context } from './context.ts'
import type { Draft } from './decision.ts'
import { chooseSpeaker } from './hand-over.ts'
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
  const { tracks, sourcePlaylist: playlist = null, askedBy } = context
  const missing = missingFrom({ playlistId }, tracks, playlist, askedBy)
  if (missing || !playlist || !tracks) return missing
  const begin = place === undefined ? 0 : beginningAt(playlist, place, tracks)
  if (begin === null) return rejection('playlist.entry-not-found')
  return startTracks(draft, { tracks, playlist, begin: place === undefined ? null : begin }, context)
}

export interface StartSource {
  readonly source: TrackSource
  readonly inNameOf: UserId
  /** Missing: where a session that begins to play sounds. */
  readonly on?: DeviceId
}

/** The same with anything that tracks come from, in the right of somebody who need not be whose session it is. */
export function startSource(
  draft: Draft,
  { source, inNameOf, on }: StartSource,
  context: Context,
): Rejection | null {
  const { tracks, sourcePlaylist: playlist = null } = context
  const missing = missingFrom(source, tracks, playlist, inNameOf)
  if (missing || !tracks) return missing
  const refused = on ? chooseSpeaker(draft, { deviceId: on }, context) : null
  if (refused) return refused
  return startTracks(draft, { tracks: tracks.slice(0, MAX_QUEUE_LENGTH), playlist, begin: null }, context)
}

interface Started {
  readonly tracks: readonly TrackSummary[]
  /** They are its tracks. */
  readonly playlist: Playlist | null
  /** Which of them begins; null: the first, or any where they are shuffled. */
  readonly begin: number | null
}

function startTracks(draft: Draft, { tracks, playlist, begin }: Started, context: Context): Rejection | null {
  if (draft.view.playState !== 'playing') {
    const refused = ensureSpeaker(draft, context)
    if (refused) return refused
  }
  const { shuffle, startedPlaylist: former } = draft.view
  const entries = tracks.map((track, nth): Entry => {
    return { ...track, entryId: context.ids[nth] as EntryId, status: 'queued' }
  })
  draft.happen({ type: 'queue.cleared' })
  draft.happen({ type: 'queue.extended', entries, index: 0, orderIndex: shuffle ? 0 : null })
  const order = entries.map((entry) => entry.entryId)
  const first = shuffle && begin === null ? shuffledOrder(order, context.seed)[0] : order[begin ?? 0]
  if (shuffle) {
    const others = order.filter((id) => id !== first)
    draft.happen({
      type: 'queue.shuffled',
      order: [first as EntryId, ...shuffledOrder(others, context.seed)],
    })
  }
  const current = entries.find((entry) => entry.entryId === first) as Entry
  moveTo(draft, current, 'enqueued-now', { playState: 'playing' })
  const startedPlaylist = playlist && { playlistId: playlist.view.playlistId, title: playlist.view.title }
  if (startedPlaylist || former)
    draft.happen({ type: 'session.playlist-changed', change: { startedPlaylist } })
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
