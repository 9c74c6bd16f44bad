// What people do to a playlist, and the way back.
import type { PlaylistDocument } from '@baton/client'
import type {
  CoverId,
  Entry,
  EntryId,
  PlaylistId,
  PlaylistView,
  SmartRules,
  TrackSource,
} from '@baton/protocol'
import { MAX_ENQUEUE, MAX_PLAYLIST_TITLE_LENGTH } from '@baton/protocol'
import { askHub } from '../hub/ask.ts'
import type { ConnectedHub } from '../hub/connected-hub.ts'
import { allIfKnown } from '../hub/whole-queue.ts'
import type { MovedEntries } from '../navigation/open-panels.ts'
import { addressOf } from '../navigation/places.ts'
import { go } from '../navigation/use-place.ts'
import { enqueueAll } from '../queue/queue-edits.ts'
import { strings } from '../strings/strings.ts'
import { notify } from '../ui/notices.ts'
import { orderWith, type Run, runsOfList } from './playlist-order.ts'

/** Plays it instead of the queue; undo brings the queue back, and the music to where it was. */
export async function startWithUndo(
  connected: ConnectedHub,
  playlist: PlaylistView,
  place?: EntryId,
): Promise<void> {
  const order = await allIfKnown(connected)
  const { session } = connected.following.state.get()
  const positionMs = Math.round(connected.following.positionNow())
  const { playlistId, title } = playlist
  const ask = { type: 'queue.start-playlist', playlistId, ...(place && { place }) } as const
  if (!(await askHub(connected, ask))) return
  const undo = order ? { label: strings.toast.undo, run: () => void bringBack(order) } : undefined
  notify(strings.playlists.started(title), undo)

  async function bringBack(order: readonly Entry[]) {
    const at = order.findIndex((entry) => entry.entryId === session?.current?.entryId)
    if (!(await askHub(connected, { type: 'queue.clear' }))) return
    const made = await enqueueAll(
      connected,
      order.map((entry) => entry.trackId),
      'end',
    )
    const current = made?.[at]
    if (!current || !(await askHub(connected, { type: 'session.jump', entryId: current }))) return
    await askHub(connected, { type: 'session.seek', positionMs })
    if (session?.playState !== 'playing') await askHub(connected, { type: 'session.pause' })
  }
}

/** Removes entries, and offers to put their tracks back where they stood. */
export async function removeFromPlaylist(
  connected: ConnectedHub,
  playlist: PlaylistDocument,
  ids: ReadonlySet<EntryId>,
): Promise<void> {
  const { playlistId, tracks } = playlist
  const gone = tracks.filter((track) => ids.has(track.entryId))
  const [first, ...more] = gone
  if (!first) return
  const places = gone.map((track) => track.entryId)
  if (!(await askHub(connected, { type: 'playlist.remove', playlistId, places }))) return
  const message =
    more.length === 0 ? strings.queue.removed(first.title) : strings.edit.removedMany(more.length + 1)
  const runs = runsOfList(tracks, ids)
  notify(message, { label: strings.toast.undo, run: () => void putBack(connected, playlistId, runs) })
}

/** Has entries stand at the end of another playlist instead: all of them, or none. Undo has them back where they stood. */
export async function moveToPlaylist(
  connected: ConnectedHub,
  moves: MovedEntries,
  target: Pick<PlaylistView, 'playlistId' | 'title'>,
): Promise<void> {
  const { playlistId, tracks } = moves.playlist
  const moving = tracks.filter((track) => moves.ids.has(track.entryId))
  const [first, ...more] = moving
  if (!first) return
  const { playlistId: targetId, title } = target
  const places = moving.map((track) => track.entryId)
  const ask = { type: 'playlist.move-to', playlistId, places, targetId } as const
  if (!(await askHub(connected, ask, () => void moveToPlaylist(connected, moves, target)))) return
  const at = moving.map((track) => tracks.indexOf(track) + 1)
  const back = { ...ask, playlistId: targetId, targetId: playlistId, at }
  const what = more.length === 0 ? first.title : strings.playlists.tracks(moving.length)
  notify(strings.playlists.movedTo(what, title), {
    label: strings.toast.undo,
    run: () => void askHub(connected, back),
  })
}

/** Has entries stand in a new playlist instead. */
export async function moveToNewPlaylist(
  connected: ConnectedHub,
  moves: MovedEntries,
  title: string,
): Promise<void> {
  const again = () => void moveToNewPlaylist(connected, moves, title)
  const made = await askHub(connected, { type: 'playlist.create', title }, again)
  const playlistId = made?.receipt.result.playlistId
  if (playlistId) await moveToPlaylist(connected, moves, { playlistId, title })
}

/** From the front to the end: each run then finds everything in front of it where it was. */
async function putBack(connected: ConnectedHub, playlistId: PlaylistId, runs: readonly Run[]): Promise<void> {
  for (const { at, trackIds } of runs) {
    for (let from = 0; from < trackIds.length; from += MAX_ENQUEUE) {
      const source = { trackIds: trackIds.slice(from, from + MAX_ENQUEUE) }
      if (!(await askHub(connected, { type: 'playlist.add', playlistId, source, at: at + from }))) return
    }
  }
}

/** Puts entries behind another one, in the order in which they stand. */
export async function moveInPlaylist(
  connected: ConnectedHub,
  playlist: PlaylistDocument,
  ids: ReadonlySet<EntryId>,
  after: EntryId | null,
): Promise<void> {
  const { playlistId, tracks, revision } = playlist
  const order = orderWith(
    tracks.map((track) => track.entryId),
    ids,
    after,
  )
  const [first, ...more] = tracks.filter((track) => ids.has(track.entryId))
  if (!first || order === null) return
  const numbers = new Map(tracks.map((track, nth) => [track.entryId, nth + 1]))
  const places = order.map((id) => numbers.get(id) ?? 0)
  const moved = await askHub(connected, {
    type: 'playlist.reorder',
    playlistId,
    order: places,
    ifRevision: revision,
  })
  if (!moved) return
  const back = places.map((_, nth) => places.indexOf(nth + 1) + 1)
  const message =
    more.length === 0 ? strings.edit.moved(first.title) : strings.edit.movedMany(more.length + 1)
  const undo = {
    type: 'playlist.reorder',
    playlistId,
    order: back,
    ifRevision: moved.receipt.revision,
  } as const
  notify(message, { label: strings.toast.undo, run: () => void askHub(connected, undo) })
}

/** It keeps what it holds, and can be changed by hand then; undo has it follow its rules again. */
export async function makePlainWithUndo(
  connected: ConnectedHub,
  { playlistId, title }: PlaylistView,
  rules: SmartRules,
): Promise<void> {
  if (!(await askHub(connected, { type: 'playlist.change', playlistId, rules: null }))) return
  const again = { type: 'playlist.change', playlistId, rules } as const
  notify(strings.smart.madePlain(title), {
    label: strings.toast.undo,
    run: () => void askHub(connected, again),
  })
}

/** The picture of this track stands for the whole, or no longer, where it does; undo has what stood for it before. */
export async function coverWithUndo(
  connected: ConnectedHub,
  playlist: PlaylistDocument,
  track: PlaylistDocument['tracks'][number],
): Promise<void> {
  const { playlistId, coverId: former } = playlist
  const cover = track.coverId === former ? null : track.entryId
  if (await askHub(connected, { type: 'playlist.change', playlistId, cover }))
    tellOfCover(connected, playlist)
}

/** It has another picture than this one; undo has what stood for it before. */
export function tellOfCover(
  connected: ConnectedHub,
  { playlistId, title, coverId }: Pick<PlaylistView, 'playlistId' | 'title' | 'coverId'>,
): void {
  const cover = (coverId as CoverId | undefined) ?? null
  const undo = () => void askHub(connected, { type: 'playlist.change', playlistId, cover })
  notify(strings.playlists.covered(title), { label: strings.toast.undo, run: undo })
}

/** A copy of what follows a file or somebody's rules is one's own, and can be changed. */
export async function copyPlaylist(
  connected: ConnectedHub,
  { playlistId, title }: PlaylistView,
): Promise<void> {
  const copied = strings.playlists.copyName(title).slice(0, MAX_PLAYLIST_TITLE_LENGTH)
  const made = await askHub(connected, { type: 'playlist.create', title: copied, source: { playlistId } })
  const copyId = made?.receipt.result.playlistId
  if (!copyId) return
  go({ page: 'playlist', playlistId: copyId })
  notify(strings.playlists.created(copied))
}

/** Leads away from its page; undo brings it back, and leads there again. */
export async function deleteWithUndo(
  connected: ConnectedHub,
  { playlistId, title }: PlaylistView,
): Promise<void> {
  if (!(await askHub(connected, { type: 'playlist.delete', playlistId }))) return
  go({ page: 'playlists' })
  const bringBack = async () => {
    if (await askHub(connected, { type: 'playlist.restore', playlistId }))
      go({ page: 'playlist', playlistId })
  }
  notify(strings.playlists.deleted(title), { label: strings.toast.undo, run: () => void bringBack() })
}

/** Adds music behind the last track; the notice leads to the playlist. */
export async function addToPlaylist(
  connected: ConnectedHub,
  { playlistId, title }: PlaylistView,
  what: string,
  source: TrackSource,
): Promise<void> {
  if (!(await askHub(connected, { type: 'playlist.add', playlistId, source }))) return
  const to = { page: 'playlist', playlistId } as const
  const isHere = location.hash === addressOf(to)
  notify(
    strings.playlists.added(what, title),
    isHere ? undefined : { label: strings.playlists.open, run: () => go(to) },
  )
}
