import type { BeaconFrame, EventFrame, ResyncFrame, Room } from '@baton/protocol'
import type { Audience, RoomRules } from '#domain'
import type { Principal } from '../api/principal.ts'
import type { LoggedEvent, Snapshot } from '../ports/store.ts'
import type { Reader } from './reader.ts'

/** Beyond this many events that it has not taken, a follower is collapsed to a resync. */
export const MAX_BUFFERED = 256

/** Why a follower cannot be told everything any more. */
export type Collapse = Extract<ResyncFrame['reason'], 'too-slow' | 'rights-changed'>

/** What a follower was last shown of a room; `closed`: that it is not there, or not for its eyes. */
type Shown = 'nothing-yet' | 'open' | 'closed'

/**
 * One reader's bounded buffer behind the feed of one log. Events wait in order; of beacons only the newest of each room
 * waits, for everybody and for the reader alone. A slow reader costs the others nothing and never grows memory.
 */
export class Follower {
  /** Whoever follows, as it is now: a device may be lent to another's session meanwhile. */
  principal: Principal
  readonly reader: Reader
  /** Up to here the reader has everything: what is older is not handed out again. */
  seen = 0
  /** Which of the turns of a beacon round is its own. */
  turn = 0
  /** Why it has to begin anew; what it missed is gone from its buffer. */
  collapsed: Collapse | null = null
  readonly #rooms = new Map<Room, Shown>()
  #events: EventFrame[] = []
  /** By room, audience and what they are about: nothing takes the place of what it does not say anew. */
  #beacons = new Map<string, BeaconFrame>()

  constructor(principal: Principal, reader: Reader) {
    this.principal = principal
    this.reader = reader
  }

  get rooms(): readonly Room[] {
    return [...this.#rooms.keys()]
  }

  follows(room: Room): boolean {
    return this.#rooms.has(room)
  }

  enter(room: Room): void {
    if (!this.#rooms.has(room)) this.#rooms.set(room, 'nothing-yet')
  }

  /** Nothing of this room is handed out any more. */
  exit(room: Room): void {
    this.#rooms.delete(room)
    for (const [key, beacon] of this.#beacons) if (beacon.room === room) this.#beacons.delete(key)
    this.#events = this.#events.filter((event) => event.room !== room)
  }

  /** The reader is being shown these of the rooms, as they are at the number of the snapshot. */
  show(rooms: readonly Room[], { states, seq }: Pick<Snapshot, 'states' | 'seq'>): void {
    this.seen = seq
    const open = new Set(states.map(({ room }) => room))
    for (const room of rooms) this.#rooms.set(room, open.has(room) ? 'open' : 'closed')
  }

  push(frame: EventFrame): void {
    if (this.collapsed || this.reader.isOver || frame.seq <= this.seen) return
    if (this.reader.takesAtOnce(frame)) {
      this.seen = frame.seq
    } else if (this.#events.length >= MAX_BUFFERED) {
      this.collapse()
    } else {
      this.#events.push(frame)
      this.reader.wake()
    }
  }

  pushBeacon(frame: BeaconFrame, audience: Audience): void {
    if (this.collapsed || this.reader.isOver || this.reader.takesAtOnce(frame)) return
    const { room, beacon } = frame
    const about = 'deviceId' in beacon ? `${beacon.type} ${beacon.deviceId}` : beacon.type
    this.#beacons.set(`${room} ${audience} ${about}`, frame)
    this.reader.wake()
  }

  /** True: what it was shown is not what it may see any more, in the room of this event, which has such rules. */
  isOtherThanShown({ room, event }: LoggedEvent, { changesRights }: RoomRules, sees: boolean): boolean {
    const shown = this.#rooms.get(room)
    return shown === 'nothing-yet' ? changesRights?.(event) === true : (shown === 'open') !== sees
  }

  /** It cannot be told everything any more: what waits is dropped, and a resync comes next. */
  collapse(why: Collapse = 'too-slow'): void {
    this.collapsed ??= why
    this.#events = []
    this.#beacons.clear()
    this.reader.wake()
  }

  /**
   * Events are begun anew: what waits is from before a snapshot that is about to be read. What was shown of the rooms
   * holds no more: a right that comes back meanwhile must not pass for one that was never lost.
   */
  reset(): void {
    this.collapsed = null
    for (const room of this.#rooms.keys()) this.#rooms.set(room, 'nothing-yet')
    this.#events = []
    this.#beacons.clear()
  }

  /** The next event that waits, up to this number. */
  nextEvent(upTo = Number.POSITIVE_INFINITY): EventFrame | null {
    for (let event = this.#events[0]; event && event.seq <= upTo; event = this.#events[0]) {
      this.#events.shift()
      if (event.seq <= this.seen) continue
      this.seen = event.seq
      return event
    }
    return null
  }

  nextBeacon(): BeaconFrame | null {
    for (const [key, beacon] of this.#beacons) {
      this.#beacons.delete(key)
      return beacon
    }
    return null
  }
}
