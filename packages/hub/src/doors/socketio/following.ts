// One client's rooms: what it joins, what it is shown, what happens there. One follower of the engine stands behind all of
// them, so a client that is too slow costs no memory here: it is shown its rooms anew.
import {
  type AckFrame,
  type BeaconFrame,
  type EventFrame,
  type Frame,
  foldRoom,
  isOneOfMany,
  playlistOfRoom,
  type Room,
  type SnapshotFrame,
  sessionOfRoom,
  type Turns,
  turns,
} from '@baton/protocol'
import type { Following, Principal } from '#engine'
import { ArrivalNews } from './arrival-news.ts'
import type { Aside, AsideNews } from './aside-news.ts'
import type { Document } from './document.ts'
import { DOWNLOADS } from './download-news.ts'
import { envelope, type Place, roomsBehind, type Told } from './names.ts'
import { type Player, placeOfCurrent, playerDocument, volumeOf } from './player-state.ts'
import {
  type FrameReadings,
  playerIn,
  readPlaysOfCurrent,
  type Sources,
  type sharedReadings,
} from './readings.ts'
import { allPlaylistsTold, playlistTold } from './state-events.ts'
import { tagsTold } from './tags.ts'
import type { ToldOnce } from './told-once.ts'
import { UPLOADS } from './upload-news.ts'
import type { Wire } from './wire.ts'

export interface FollowingParts extends Sources {
  readonly principal: Principal
  readonly wire: Wire
  readonly readings: ReturnType<typeof sharedReadings>
  readonly toldOnce: ToldOnce
  readonly signal: AbortSignal
}

type Answer = (document: Document) => void

/** A room of the hub that was asked for, or left, and is not answered yet. */
interface Asked {
  /** As the client calls it. */
  readonly name: string
  /** Told when this is the last that stands behind the name; null: nobody waits. */
  readonly answer: Answer | null
}

const SAID = {
  joined: 'Successfully joined room',
  left: 'Successfully left room',
  'no-such-room': 'There is no such room',
  'too-many-rooms': 'Leave another room first',
} as const

export class ClientRooms {
  readonly #parts: FollowingParts
  readonly #following: Following
  /** Answered in the order in which they were asked. */
  readonly #asked: Asked[] = []
  readonly #names = new Set<string>()
  /** Of these, those whose join was answered. */
  readonly #joined = new Set<string>()
  readonly #revisions = new Map<Room, number>()
  readonly #asides: readonly AsideNews[] = [new ArrivalNews(UPLOADS), new ArrivalNews(DOWNLOADS)]
  #followsAsides = false
  /** One message after the other, whatever leads to it. */
  readonly #writing: Turns = turns({ mostWaiting: 1_000 })
  #player: Player | null = null
  /** Of the entry that is in the player. */
  #plays: { readonly entryId: string | null; readonly count: Promise<number> } | null = null
  /** The player has changed by the command with this event, and was not told yet. */
  #changed: EventFrame | null = null
  #place: { readonly epoch: string; readonly seq: number }
  #showsAgain = false

  constructor(parts: FollowingParts, place: { readonly epoch: string; readonly seq: number }) {
    this.#parts = parts
    this.#place = place
    const { engine, principal, signal } = parts
    this.#following = engine.follow({ principal, signal })
  }

  /** How far the client has heard. */
  get place(): Place {
    return { ...this.#place, at: this.#parts.engine.now() }
  }

  /** As the client calls them. */
  get names(): readonly string[] {
    return [...this.#names]
  }

  /** The player that the client follows, if it does. */
  get player(): Player | null {
    return this.#player
  }

  /** Ends with the signal. */
  async run(): Promise<void> {
    for await (const frame of this.#following.frames) {
      await this.#writing.take(() => this.#take(frame))
    }
  }

  join(name: string, answer: Answer): void {
    this.#ask(name, 'join', answer)
  }

  leave(name: string, answer: Answer): void {
    this.#names.delete(name)
    this.#joined.delete(name)
    this.#ask(name, 'leave', answer)
    if (this.#names.size > 0 || !this.#followsAsides) return
    this.#followsAsides = false
    this.#followAsides('leave')
  }

  /** Nothing else is written until this is over. */
  alone<T>(write: () => Promise<T>): Promise<T> {
    return this.#writing.take(async () => {
      await this.#tellPlayer()
      return write()
    })
  }

  async tell(told: Told, place: Place, origin: 'logged' | 'snapshot'): Promise<void> {
    const { wire } = this.#parts
    await wire.room()
    wire.tell(told.event, envelope(told, place, origin))
  }

  /** A room as it is. */
  async show(frame: SnapshotFrame): Promise<void> {
    for (const told of await this.#toldOfSnapshot(frame)) await this.tell(told, frame, 'snapshot')
  }

  async #toldOfSnapshot(frame: SnapshotFrame): Promise<readonly Told[]> {
    const { state, seq, epoch } = frame
    if (state.family === 'playlists' || state.family === 'playlist') {
      const readings = this.#readings(frame)
      const about = await readings.about()
      if (state.family === 'playlists') return [allPlaylistsTold(state.playlists, seq, about)]
      const { playlist, entries } = state
      if (playlist.deletedAt !== null) return []
      return [playlistTold({ playlist, entries, epoch, seq }, seq, about, await readings.plays(entries))]
    }
    if (state.family === 'tags') return tagsTold(state, this.#parts.engine.now())
    const player = playerIn(state, seq)
    if (!player) return []
    const plays = await this.#playsOf(player)
    return [playerTold(player, this.#parts.engine.now(), plays)]
  }

  /** Asked when a track begins and when it was counted, not with each change of the player. */
  #playsOf(player: Player): Promise<number> {
    const { entryId = null } = player.session.current ?? {}
    if (this.#plays && this.#plays.entryId === entryId) return this.#plays.count
    const { library, principal } = this.#parts
    const count = readPlaysOfCurrent(library, principal, player)
    this.#plays = { entryId, count }
    return count
  }

  #ask(name: string, how: 'join' | 'leave', answer: Answer): void {
    const rooms = roomsBehind(name, this.#parts.principal)
    if (!rooms) {
      answer(this.#answerDocument(name, 'no-such-room'))
      return
    }
    if (how === 'join' && !this.#followsAsides) {
      this.#followsAsides = true
      this.#followAsides('join')
    }
    for (const [nth, room] of rooms.entries()) {
      if (!this.#following[how](room)) {
        this.#parts.wire.cut()
        return
      }
      this.#asked.push({ name, answer: nth === rooms.length - 1 ? answer : null })
    }
    if (how === 'join') this.#names.add(name)
  }

  /** Nobody waits for the answer. */
  #followAsides(how: 'join' | 'leave'): void {
    for (const { room } of this.#asides) {
      if (this.#following[how](room)) this.#asked.push({ name: '', answer: null })
      else this.#parts.wire.cut()
    }
  }

  async #take(frame: Frame): Promise<void> {
    if (frame.kind === 'event' && sessionOfRoom(frame.room) !== null) return this.#hearOfPlayer(frame)
    if (this.#changed) await this.#tellPlayer()
    if (frame.kind === 'beacon') return this.#hearBeacon(frame)
    if (frame.kind === 'resync' || frame.kind === 'caught-up') return
    this.#place = { epoch: frame.epoch, seq: frame.seq }
    if (frame.kind === 'snapshot') return this.#begin(frame)
    if (frame.kind === 'ack') return this.#acknowledge(frame)
    return this.#hear(frame)
  }

  async #hear(frame: EventFrame): Promise<void> {
    const readings = this.#readings(frame)
    for (const news of this.#asides) {
      const told = news.hear(frame.event, readings)
      if (told) return this.#tellAside(await told)
    }
    if (playlistOfRoom(frame.room) !== null) this.#revisions.set(frame.room, frame.revision)
    const { wire, toldOnce } = this.#parts
    for (const message of await toldOnce(frame, readings)) {
      if (!wire.hasRoom) await wire.room()
      wire.send(message)
    }
  }

  /** From here on what happens is put to this. */
  async #begin(frame: SnapshotFrame): Promise<void> {
    const { state, seq, room } = frame
    const aside = this.#asides
      .map((news) => news.begin(state, this.#readings(frame)))
      .find((told) => told !== null)
    if (aside) return this.#tellAside(await aside)
    if (state.family === 'playlist') this.#revisions.set(room, state.playlist.revision)
    const player = playerIn(state, seq)
    if (player) {
      this.#player = player
      this.#showsAgain = false
    }
    return this.show(frame)
  }

  /**
   * Events of one command are one change: they are told together, once nothing more of it is at hand. To a client that
   * is slow to take it later commands' too.
   */
  async #hearOfPlayer(frame: EventFrame): Promise<void> {
    const before = this.#changed
    if (before && before.revision !== frame.revision) await this.#tellPlayer()
    this.#place = { epoch: frame.epoch, seq: frame.seq }
    const { room, event, revision, at, seq } = frame
    if (this.#player) {
      const { session, queue } = this.#player
      const state = foldRoom({ family: 'session', session, queue }, event, { revision, at })
      this.#player = playerIn(state, seq)
    }
    if (event.type === 'session.play-counted' || event.type === 'session.moved-on') this.#plays = null
    if (event.type === 'session.volume-changed' && this.#player) {
      const { volume } = volumeOf(this.#player.session)
      await this.tell({ event: 'state:volume_changed', data: { volume } }, frame, 'logged')
    }
    const isWaiting = this.#changed !== null
    this.#changed = frame
    if (!isWaiting)
      setImmediate(
        () => void this.#writing.take(() => this.#tellPlayer()).catch(() => this.#parts.wire.cut()),
      )
    this.#lookAgain(room)
  }

  async #tellPlayer(): Promise<void> {
    if (!this.#changed) return
    await this.#parts.wire.room()
    const { engine } = this.#parts
    const changed = this.#changed
    this.#changed = null
    const player = this.#player
    if (!player) return
    const plays = await this.#playsOf(player)
    await this.tell(playerTold(player, engine.now(), plays), changed, 'logged')
  }

  /** What is known of a long queue has been left behind: its room is shown anew. */
  #lookAgain(room: Room): void {
    const { session = null } = this.#player ?? {}
    if (!this.#player || !session?.current || this.#showsAgain) return
    if (placeOfCurrent(this.#player) !== null) return
    this.#showsAgain = this.#following.join(room)
    if (this.#showsAgain) this.#asked.push({ name: '', answer: null })
  }

  async #acknowledge({ room, outcome }: AckFrame): Promise<void> {
    const asked = this.#asked.shift()
    if (outcome === 'left' && sessionOfRoom(room) !== null) this.#player = null
    if (outcome === 'no-such-room' || outcome === 'too-many-rooms') this.#names.delete(asked?.name ?? '')
    if (!asked?.answer) return
    await this.#parts.wire.room()
    asked.answer(
      this.#answerDocument(asked.name, outcome, isOneOfMany(room) ? this.#revisions.get(room) : undefined),
    )
    if (outcome !== 'joined') {
      this.#revisions.delete(room)
      return
    }
    if (this.#joined.has(asked.name) || !this.#names.has(asked.name)) return
    this.#joined.add(asked.name)
    for (const news of this.#asides) await this.#tellAside(news.inRoom(asked.name))
  }

  /** A client that is slow to take it is told less often: of what waits for it here, the newest is left. */
  async #hearBeacon({ beacon }: BeaconFrame): Promise<void> {
    for (const news of this.#asides) await this.#tellAside(news.beacon(beacon))
  }

  async #tellAside(all: readonly Aside[]): Promise<void> {
    const { wire } = this.#parts
    for (const { event, rooms, data } of all) {
      if (!rooms.some((name) => this.#joined.has(name))) continue
      await wire.room()
      wire.tell(event, data)
    }
  }

  #readings(frame: EventFrame | SnapshotFrame): FrameReadings {
    return this.#parts.readings(frame, this.#parts.principal)
  }

  #answerDocument(room: string, outcome: AckFrame['outcome'], revision?: number): Document {
    const { epoch, seq } = this.#place
    return {
      room,
      success: outcome === 'joined' || outcome === 'left',
      server_seq: seq,
      epoch,
      ...(revision !== undefined && { playlist_seq: revision }),
      message: SAID[outcome],
    }
  }
}

export function playerTold(player: Player, now: number, plays: number): Told {
  return { event: 'state:player', data: playerDocument(player, now, plays) }
}
