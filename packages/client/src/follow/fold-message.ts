import type {
  Beacon,
  DownloadBeacon,
  DownloadId,
  DownloadProgress,
  SessionView,
  TrackId,
  UploadBeacon,
  UploadId,
} from '@baton/protocol'
import type { FollowedState } from './following.ts'
import type { Message, Urls } from './messages.ts'
import type { RoomReader } from './room-reader.ts'

/** `unfit`: the event does not belong behind this state, so the state must be fetched anew. */
export type Folded = FollowedState | 'unfit'

type EventMessage = Extract<Message, { kind: 'event' }>
type SnapshotMessage = Extract<Message, { kind: 'snapshot' }>

/** A snapshot replaces all that was known. */
export function withSnapshot(state: FollowedState, snapshot: SnapshotMessage): FollowedState {
  return {
    ...state,
    ...snapshot.rooms,
    fileUrl: snapshot.urls.fileUrl ?? null,
    nextFileUrl: snapshot.urls.nextFileUrl ?? null,
    epoch: snapshot.cursor.epoch,
    seq: snapshot.cursor.seq,
  }
}

/** The state after an event. What is known already changes nothing; an event of another log does not fit. */
export function withEvent(state: FollowedState, message: EventMessage, reader: RoomReader): Folded {
  if (message.cursor.epoch !== state.epoch) return 'unfit'
  if (message.cursor.seq <= state.seq) return state
  const { room, event, revision, at, urls } = message
  const next = { ...state, seq: message.cursor.seq }
  const news = reader.after(state, room, event, { revision, at })
  return { ...next, ...news, ...(news.session && urlsAfter(state, news.session, urls)) }
}

/** An address belongs to a track: unsaid, it stays only with that track, and the next one's becomes the current one's. */
function urlsAfter(
  state: FollowedState,
  { current, next }: SessionView,
  said: Urls,
): Pick<FollowedState, 'fileUrl' | 'nextFileUrl'> {
  const known = new Map<TrackId | undefined, string | null>([
    [state.session?.next?.trackId, state.nextFileUrl],
    [state.session?.current?.trackId, state.fileUrl],
  ])
  known.set(undefined, null)
  const kept = (track: TrackId | undefined) => known.get(track) ?? null
  return {
    fileUrl: said.fileUrl === undefined ? kept(current?.trackId) : said.fileUrl,
    nextFileUrl: said.nextFileUrl === undefined ? kept(next?.trackId) : said.nextFileUrl,
  }
}

/** `now`: the hub's clock. A beacon that is of no use to clients changes nothing. */
export function withBeacon(state: FollowedState, beacon: Beacon, now: number): FollowedState {
  switch (beacon.type) {
    case 'scan':
      return { ...state, scan: beacon }
    case 'agent': {
      const { deviceId, registeredAt } = beacon
      // Told too where it is not registered any more.
      return registeredAt === null ? state : { ...state, reported: { ...state.reported, [deviceId]: now } }
    }
    case 'beats': {
      const heard = beacon.devices.map(({ deviceId, agoMs }) => [deviceId, now - agoMs])
      return { ...state, beats: { ...state.beats, ...Object.fromEntries(heard) } }
    }
    case 'tone':
      return { ...state, tone: beacon }
    case 'output':
      return { ...state, printed: { ...state.printed, [beacon.deviceId]: beacon.text } }
    case 'upload':
      return { ...state, uploading: withProgress(state, beacon) }
    case 'download':
      return { ...state, downloading: withDownloads(state, beacon) }
    case 'health':
      return { ...state, health: beacon.health }
    case 'artwork':
      return { ...state, artworkChanges: beacon.artworkChanges }
    default:
      return state
  }
}

/** Each worker of the hub tells of those that it takes in; of what is not on its way any more nothing is kept. */
function withProgress(
  { uploads, uploading }: FollowedState,
  { progress }: UploadBeacon,
): FollowedState['uploading'] {
  const open = new Set(uploads?.filter(({ phase }) => phase === 'receiving').map(({ uploadId }) => uploadId))
  const all = {
    ...uploading,
    ...Object.fromEntries(progress.map((one) => [one.uploadId, one.receivedBytes])),
  }
  return Object.fromEntries(Object.entries<number>(all).filter(([id]) => open.has(id as UploadId)))
}

/** As with uploads. */
function withDownloads(
  { downloads, downloading }: FollowedState,
  { progress }: DownloadBeacon,
): FollowedState['downloading'] {
  const running = downloads?.filter(({ phase }) => phase !== 'completed' && phase !== 'failed')
  const open = new Set(running?.map(({ downloadId }) => downloadId))
  const all: FollowedState['downloading'] = {
    ...downloading,
    ...Object.fromEntries(progress.map((one) => [one.downloadId, one])),
  }
  return Object.fromEntries(
    Object.entries<DownloadProgress>(all).filter(([id]) => open.has(id as DownloadId)),
  )
}
