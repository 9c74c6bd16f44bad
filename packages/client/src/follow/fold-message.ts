import { foldRoom, type RoomState, type TrackId } from '@baton/protocol'
import type { FollowedState } from './following.ts'
import type { Message, Urls } from './messages.ts'

/** `unfit`: the event does not belong behind this state, so the state must be fetched anew. */
export type Folded = FollowedState | 'unfit'

type EventMessage = Extract<Message, { kind: 'event' }>
type SnapshotMessage = Extract<Message, { kind: 'snapshot' }>

/** A snapshot replaces all that was known. */
export function withSnapshot(state: FollowedState, snapshot: SnapshotMessage): FollowedState {
  return {
    ...state,
    session: snapshot.session,
    queue: snapshot.queue,
    devices: snapshot.devices,
    library: snapshot.library,
    playlists: snapshot.playlists,
    fileUrl: snapshot.urls.fileUrl ?? null,
    nextFileUrl: snapshot.urls.nextFileUrl ?? null,
    epoch: snapshot.cursor.epoch,
    seq: snapshot.cursor.seq,
  }
}

/** The state after an event. What is known already changes nothing; an event of another log does not fit. */
export function withEvent(state: FollowedState, message: EventMessage): Folded {
  if (message.cursor.epoch !== state.epoch) return 'unfit'
  if (message.cursor.seq <= state.seq) return state
  const { event, revision, at } = message
  const stamp = { revision, at }
  const next = { ...state, seq: message.cursor.seq }
  const family = familyOf(event.type)
  const room = roomOf(state, family)
  if (room === null) return next
  const folded = foldRoom(room, event, stamp)
  switch (folded.family) {
    case 'session': {
      const urls = urlsAfter(
        state,
        folded.session.current?.trackId,
        folded.session.next?.trackId,
        message.urls,
      )
      return { ...next, session: folded.session, queue: folded.queue, ...urls }
    }
    case 'devices':
      return { ...next, devices: folded.devices }
    case 'library':
      return { ...next, library: folded.library }
    case 'playlists':
      return { ...next, playlists: folded.playlists }
    case 'playlist':
      return next
  }
}

function familyOf(type: string): RoomState['family'] {
  if (type.startsWith('device.')) return 'devices'
  if (type.startsWith('playlists.')) return 'playlists'
  if (type.startsWith('playlist.')) return 'playlist'
  return type.startsWith('library.') ? 'library' : 'session'
}

function roomOf(state: FollowedState, family: RoomState['family']): RoomState | null {
  const { session, queue, devices, library, playlists } = state
  switch (family) {
    case 'session':
      return session && { family, session, queue: queue ?? { entries: [], order: null } }
    case 'devices':
      return devices && { family, devices }
    case 'library':
      return library && { family, library }
    case 'playlists':
      return playlists && { family, playlists }
    // One playlist is read where it is shown, and read again when the list of all says that it changed.
    case 'playlist':
      return null
  }
}

/** An address belongs to a track: unsaid, it stays only with that track, and the next one's becomes the current one's. */
function urlsAfter(
  state: FollowedState,
  current: TrackId | undefined,
  next: TrackId | undefined,
  said: Urls,
): Pick<FollowedState, 'fileUrl' | 'nextFileUrl'> {
  const known = new Map<TrackId | undefined, string | null>([
    [state.session?.next?.trackId, state.nextFileUrl],
    [state.session?.current?.trackId, state.fileUrl],
  ])
  known.set(undefined, null)
  const kept = (track: TrackId | undefined) => known.get(track) ?? null
  return {
    fileUrl: said.fileUrl === undefined ? kept(current) : said.fileUrl,
    nextFileUrl: said.nextFileUrl === undefined ? kept(next) : said.nextFileUrl,
  }
}
