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
  turns,
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
import type { AboutPlaylists, Plays } from './playlist-documents.ts'

/** So many are put to the library at once: far fewer than it has others wait for. */
const MOST_ASKING = 8
/** Each socket waits for few of them. */
const MOST_COUNTING = 100_000

/** What is read to tell an event, at most once for each event. */
export interface Readings {
  /** The hub's instant. */
  readonly now: number
  playlist(id: PlaylistId): Promise<PlaylistReading | null>
  playlists(): Promise<readonly PlaylistView[]>
  about(): Promise<AboutPlaylists>
  /** Of these tracks, in one question. */
  plays(tracks: Iterable<{ readonly trackId: TrackId }>): Promise<Plays>
}

/** What is not the engine's to tell of what somebody listened to. */
export type Listening = Pick<Library, 'marks' | 'plays' | 'playlistStarts'>

/** What the documents of this door are read from. */
export interface Sources {
  readonly engine: Engine
  readonly library: Listening
}

/** Reads of one user, each at most once. */
export function readingsOf({ engine, library }: Sources, principal: Principal): Readings {
  const lists = new Map<PlaylistId, ReturnType<Readings['playlist']>>()
  let all: ReturnType<Readings['playlists']> | undefined
  let about: ReturnType<Readings['about']> | undefined
  const counted = new Map<Iterable<unknown>, ReturnType<Readings['plays']>>()
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
    about() {
      about ??= readAbout({ engine, library }, principal)
      return about
    },
    plays(tracks) {
      const read = counted.get(tracks) ?? readPlays(library, principal, tracks)
      counted.set(tracks, read)
      return read
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
  readonly library: Listening & Pick<Library, 'track'>
  readonly uploads: Pick<UploadIntake, 'all'>
  readonly downloads: Pick<Downloads, 'all'>
}

type ToldFrame = EventFrame | SnapshotFrame

/**
 * For everything that this door tells. So many sockets may want to be told at once what somebody listened to that the
 * library would take them for too many: the others wait here.
 */
export function linedUp<T extends Listening>(library: T): T {
  const { take } = turns({ atOnce: MOST_ASKING, mostWaiting: MOST_COUNTING })
  return {
    ...library,
    marks: (...asked) => take(() => library.marks(...asked)),
    plays: (...asked) => take(() => library.plays(...asked)),
    playlistStarts: (...asked) => take(() => library.playlistStarts(...asked)),
  }
}

/**
 * What is read for one event, once for all sockets of a user that are told it. It is read for each user: one of them may
 * see what another may not.
 */
export function sharedReadings(
  engine: Engine,
  { library, uploads, downloads }: MusicReadings,
): (frame: ToldFrame, principal: Principal) => FrameReadings {
  const sources: Sources = { engine, library }
  const readFor = (frame: ToldFrame, principal: Principal): FrameReadings => {
    const tracks = new Map<TrackId, Promise<TrackDetails | null>>()
    return {
      ...readingsOf(sources, principal),
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

/** The caller's player as it is now, and how often the caller has played what is in it. */
export async function readPlayer(
  { engine, library }: Sources,
  principal: Principal,
): Promise<Player & { readonly epoch: string; readonly plays: number }> {
  const reading = await engine.shown(principal, sessionRoom(principal.sessionId))
  const player = reading && playerIn(reading.state, reading.seq)
  if (!player) throw new BatonError('session.not-found')
  return { ...player, epoch: reading.epoch, plays: await readPlaysOfCurrent(library, principal, player) }
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
export async function readAbout({ engine, library }: Sources, principal: Principal): Promise<AboutPlaylists> {
  if (!isWithinScope(principal, 'read')) return { tags: new Map(), lastStarts: new Map() }
  const [tags, lastStarts] = await Promise.all([
    readTags(engine, principal),
    library.playlistStarts(principal),
  ])
  return { tags, lastStarts }
}

/** Empty for a credential that may not read. */
export async function readPlays(
  library: Listening,
  principal: Principal,
  tracks: Iterable<{ readonly trackId: TrackId }>,
): Promise<Plays> {
  const trackIds = [...new Set(Array.from(tracks, ({ trackId }) => trackId))]
  if (trackIds.length === 0 || !isWithinScope(principal, 'read')) return new Map()
  const marks = await library.marks(principal, trackIds)
  return new Map(marks.map(({ trackId, plays }) => [trackId, plays]))
}

export async function readPlaysOfCurrent(
  library: Listening,
  principal: Principal,
  { session: { current } }: Player,
): Promise<number> {
  if (!current || !isWithinScope(principal, 'read')) return 0
  return library.plays(principal, current.trackId)
}

async function readTags(engine: Engine, principal: Principal): Promise<AboutPlaylists['tags']> {
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
