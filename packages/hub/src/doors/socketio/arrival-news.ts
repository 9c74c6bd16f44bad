// What music on its way into the library is called on this wire: how far it is, and how it ends. A client is told it as
// long as it follows all playlists, or the one that the track goes into.
import {
  BatonError,
  type BatonEvent,
  type Beacon,
  type ErrorCode,
  type PlaylistId,
  type Room,
  type RoomState,
  type TrackDetails,
  type TrackId,
} from '@baton/protocol'
import type { Aside, AsideNews } from './aside-news.ts'
import type { Document } from './document.ts'
import { PLAYLISTS } from './names.ts'
import { arrivedTrackDocument } from './playlist-documents.ts'
import { problemFields, problemOf } from './problems.ts'
import type { FrameReadings } from './readings.ts'

/** An upload or a download. */
interface Arrival {
  /** The track goes into this playlist; null: into none. */
  readonly playlistId: PlaylistId | null
  readonly phase: string
  readonly trackId: TrackId | null
  readonly failure: ErrorCode | null
}

export interface Known<View, Progress> {
  readonly view: View
  readonly progress: Progress
}

/** The track that came of it: as the library has it, and as it stands in the playlist. */
export interface Arrived {
  readonly details: TrackDetails
  readonly document: Document
}

type Said = Pick<Aside, 'event' | 'data'>

/** One way in which music comes: how the hub tells of it, and in which words it is told here. */
export interface Arrivals<View extends Arrival, Progress> {
  readonly room: Room
  idOf(view: View): string
  /** Null: it is on its way. */
  endOf(view: View): 'done' | 'failed' | null
  /** Null: the state is of another room. */
  allIn(state: RoomState): readonly View[] | null
  /** Null: the event is about something else. */
  newsIn(event: BatonEvent): { readonly changed: View } | { readonly removed: string } | null
  progressIn(beacon: Beacon): readonly (readonly [id: string, progress: Progress])[]
  /** How far each is now. */
  read(readings: FrameReadings): Promise<ReadonlyMap<string, Progress>>
  /** `known`: what was heard of it before; `read`: how far it is, where that was read. */
  progressOf(view: View, known: Known<View, Progress> | undefined, read: Progress | undefined): Progress
  isNews(known: Known<View, Progress>, progress: Progress): boolean
  progressSaid(known: Known<View, Progress>): Said
  /** Null: the track is gone already. */
  completeSaid(view: View, arrived: Arrived | null): Said
  errorSaid(view: View, problem: Document): Said
  /** Said of one that was given up. */
  readonly over: ErrorCode
}

export class ArrivalNews<View extends Arrival, Progress> implements AsideNews {
  readonly #arrivals: Arrivals<View, Progress>
  readonly #open = new Map<string, Known<View, Progress>>()

  constructor(arrivals: Arrivals<View, Progress>) {
    this.#arrivals = arrivals
  }

  get room(): Room {
    return this.#arrivals.room
  }

  begin(state: RoomState, readings: FrameReadings): Promise<readonly Aside[]> | null {
    const all = this.#arrivals.allIn(state)
    return all && this.#begin(all, readings)
  }

  hear(event: BatonEvent, readings: FrameReadings): Promise<readonly Aside[]> | null {
    const news = this.#arrivals.newsIn(event)
    if (news === null) return null
    return 'removed' in news
      ? Promise.resolve(this.#gone(news.removed))
      : this.#changed(news.changed, readings)
  }

  beacon(beacon: Beacon): readonly Aside[] {
    return this.#arrivals.progressIn(beacon).flatMap(([id, progress]) => {
      const known = this.#open.get(id)
      return known && this.#arrivals.isNews(known, progress) ? [this.#keep(id, { ...known, progress })] : []
    })
  }

  inRoom(room: string): readonly Aside[] {
    return [...this.#open.values()]
      .filter(({ view }) => roomsOf(view).includes(room))
      .map((known) => this.#progressTold(known))
  }

  /** What went over to its end unheard is told with it. */
  async #begin(all: readonly View[], readings: FrameReadings): Promise<readonly Aside[]> {
    const { idOf, endOf, read } = this.#arrivals
    const there = new Set(all.map(idOf))
    const told: Aside[] = []
    for (const id of [...this.#open.keys()]) if (!there.has(id)) told.push(...this.#gone(id))
    const isOpen = (view: View) => endOf(view) === null
    const present = all.some(isOpen) ? await read(readings) : null
    for (const view of all) {
      if (isOpen(view) || this.#open.has(idOf(view))) {
        told.push(...(await this.#changed(view, readings, present)))
      }
    }
    return told
  }

  async #changed(
    view: View,
    readings: FrameReadings,
    present: ReadonlyMap<string, Progress> | null = null,
  ): Promise<readonly Aside[]> {
    const { idOf, endOf, progressOf } = this.#arrivals
    const id = idOf(view)
    const known = this.#open.get(id)
    const end = endOf(view)
    if (end === null) {
      const told = this.#keep(id, { view, progress: progressOf(view, known, present?.get(id)) })
      return known?.view.phase === view.phase ? [] : [told]
    }
    this.#open.delete(id)
    return [end === 'done' ? await this.#completeTold(view, readings) : this.#errorTold(view, view.failure)]
  }

  #gone(id: string): readonly Aside[] {
    const known = this.#open.get(id)
    this.#open.delete(id)
    return known ? [this.#errorTold(known.view, null)] : []
  }

  #keep(id: string, known: Known<View, Progress>): Aside {
    this.#open.set(id, known)
    return this.#progressTold(known)
  }

  #progressTold(known: Known<View, Progress>): Aside {
    return { rooms: roomsOf(known.view), ...this.#arrivals.progressSaid(known) }
  }

  async #completeTold(view: View, readings: FrameReadings): Promise<Aside> {
    const { trackId, playlistId } = view
    const details = trackId && (await readings.track(trackId))
    const list = playlistId && (await readings.playlist(playlistId))
    const arrived = details && {
      details,
      document: arrivedTrackDocument(details, list?.entries ?? [], readings.seq),
    }
    return { rooms: roomsOf(view), ...this.#arrivals.completeSaid(view, arrived) }
  }

  /** Null: it was given up. */
  #errorTold(view: View, failure: ErrorCode | null): Aside {
    const { errorSaid, over } = this.#arrivals
    const problem = problemFields(problemOf(new BatonError(failure ?? over)))
    return { rooms: roomsOf(view), ...errorSaid(view, problem) }
  }
}

function roomsOf({ playlistId }: Arrival): readonly string[] {
  return playlistId === null ? [PLAYLISTS] : [PLAYLISTS, `playlist:${playlistId}`]
}
