import {
  BatonError,
  type DownloadId,
  type DownloadProgress,
  type EventFrame,
  type PlaylistId,
  type PlaylistView,
  type RoomState,
  type SnapshotFrame,
  sessionRoom,
  type TrackDetails,
  type TrackId,
  type UploadId,
} from '@baton/protocol'
import {
  type Downloads,
  type Engine,
  isWithinScope,
  type Library,
  type PlaylistReading,
  type Principal,
  type UploadIntake,
} from '#engine'
import type { Player } from './player-state.ts'
import type { TagsOfPlaylists } from './playlist-documents.ts'

/** What is read to tell an event, at most once for each event. */
export interface Readings {
  /** The hub's instant. */
  readonly now: number
  playlist(id: PlaylistId): Promise<PlaylistReading | null>
  playlists(): Promise<readonly PlaylistView[]>
  tags(): Promise<TagsOfPlaylists>
}

/** Reads of one user, each at most once. */
export function readingsOf(engine: Engine, principal: Principal): Readings {
  const lists = new Map<PlaylistId, ReturnType<Readings['playlist']>>()
  let all: ReturnType<Readings['playlists']> | undefined
  let tags: ReturnType<Readings['tags']> | undefined
  return {
    now: engine.now(),
    playlist(id) {
      const read = lists.get(id) ?? engine.playlist(principal, id)
      lists.set(id, read)
      return read
    },
    playlists() {
      all ??= engine.playlists(principal)
      return all
    },
    tags() {
      tags ??= readTags(engine, principal)
      return tags
    },
  }
}

/** What is read to tell what stands at `seq` of the log. */
export interface FrameReadings extends Readings {
  readonly seq: number
  track(id: TrackId): Promise<TrackDetails | null>
  /** How many bytes of each upload are there. */
  received(): Promise<ReadonlyMap<UploadId, number>>
  /** How far each download is that runs here. */
  downloading(): Promise<ReadonlyMap<DownloadId, DownloadProgress>>
}

/** What is not the engine's to tell. */
export interface MusicReadings {
  readonly library: Pick<Library, 'track'>
  readonly uploads: Pick<UploadIntake, 'all'>
  readonly downloads: Pick<Downloads, 'all'>
}

type ToldFrame = EventFrame | SnapshotFrame

/**
 * What is read for one event, once for all sockets of a user that are told it. It is read for each user: one of them may
 * see what another may not.
 */
export function sharedReadings(
  engine: Engine,
  { library, uploads, downloads }: MusicReadings,
): (frame: ToldFrame, principal: Principal) => FrameReadings {
  const readFor = (frame: ToldFrame, principal: Principal): FrameReadings => {
    const tracks = new Map<TrackId, Promise<TrackDetails | null>>()
    return {
      ...readingsOf(engine, principal),
      seq: frame.seq,
      track(id) {
        const read = tracks.get(id) ?? library.track(principal, id)
        tracks.set(id, read)
        return read
      },
      async received() {
        const all = await uploads.all(principal)
        return new Map(all.map(({ upload, receivedBytes }) => [upload.uploadId, receivedBytes]))
      },
      async downloading() {
        const all = await downloads.all(principal)
        return new Map(all.flatMap(({ progress }) => (progress ? [[progress.downloadId, progress]] : [])))
      },
    }
  }
  const ofFrames = new WeakMap<ToldFrame, Map<string, FrameReadings>>()
  return (frame, principal) => {
    const ofUsers = ofFrames.get(frame) ?? new Map<string, FrameReadings>()
    ofFrames.set(frame, ofUsers)
    const readings = ofUsers.get(principal.userId) ?? readFor(frame, principal)
    ofUsers.set(principal.userId, readings)
    return readings
  }
}

/** The caller's player as it is now. */
export async function readPlayer(
  engine: Engine,
  principal: Principal,
): Promise<Player & { readonly epoch: string }> {
  const reading = await engine.shown(principal, sessionRoom(principal.sessionId))
  const player = reading && playerIn(reading.state, reading.seq)
  if (!player) throw new BatonError('session.not-found')
  return { ...player, epoch: reading.epoch }
}

/** Those that the caller may see, as they are now. */
export async function readPlaylists(
  engine: Engine,
  principal: Principal,
): Promise<{ readonly playlists: readonly PlaylistView[]; readonly seq: number }> {
  const reading = await engine.shown(principal, 'playlists')
  if (reading?.state.family !== 'playlists') throw new Error('The room of playlists has another state')
  return { playlists: reading.state.playlists, seq: reading.seq }
}

/** Empty for a credential that may not read. */
export async function readTags(engine: Engine, principal: Principal): Promise<TagsOfPlaylists> {
  if (!isWithinScope(principal, 'read')) return new Map()
  const reading = await engine.shown(principal, 'tags')
  // In the order in which they were linked: of several the last counts.
  const tags = reading?.state.family === 'tags' ? reading.state.tags : []
  return new Map(
    tags.flatMap(({ target, tagId }) => ('playlistId' in target ? [[target.playlistId, tagId]] : [])),
  )
}

export function playerIn(state: RoomState, seq: number): Player | null {
  return state.family === 'session' ? { session: state.session, queue: state.queue, seq } : null
}
