import type { BeaconFrame, EventFrame, ResyncFrame, Room } from '@baton/protocol'
import type { FollowRequest } from '../api/engine.ts'
import type { Principal } from '../api/principal.ts'
import type { LoggedEvent } from '../ports/store.ts'
import { changesRights, hasRights } from './visibility.ts'

/** Beyond this many events that it has not taken, a follower is collapsed to a resync. */
export const MAX_BUFFERED = 256

/** Why a follower cannot be told everything any more. */
export type Collapse = Extract<ResyncFrame['reason'], 'too-slow' | 'rights-changed'>

/** What a follower takes next. `collapsed`: what it missed is gone from its buffer. */
export type Taken = EventFrame | BeaconFrame | { readonly collapsed: Collapse } | 'ended'

/**
 * One subscription's bounded buffer between the feed and whoever reads. Events wait in order; of beacons only the
 * newest of each room waits. A slow reader costs the others nothing and never grows memory.
 */
export class Follower {
  readonly principal: Principal
  readonly rooms: ReadonlySet<Room>
  /** Up to here the reader has everything: what is older is not handed out again. */
  seen = 0
  /** Which of the turns of a beacon round is its own. */
  turn = 0
  /** The rooms with rights that it was shown; null before it was shown anything. */
  opened: ReadonlySet<Room> | null = null
  readonly #takeAtOnce: (frame: EventFrame | BeaconFrame) => boolean
  #events: EventFrame[] = []
  #beacons = new Map<Room, BeaconFrame>()
  #collapsed: Collapse | null = null
  #ended = false
  #wake: (() => void) | null = null

  constructor({ principal, rooms, takeAtOnce }: Pick<FollowRequest, 'principal' | 'rooms' | 'takeAtOnce'>) {
    this.principal = principal
    this.rooms = new Set(rooms)
    this.#takeAtOnce = takeAtOnce ?? (() => false)
  }

  push(frame: EventFrame): void {
    if (this.#collapsed || this.#ended || frame.seq <= this.seen) return
    if (this.#isTakenAtOnce(frame)) {
      this.seen = frame.seq
    } else if (this.#events.length >= MAX_BUFFERED) {
      this.collapse()
    } else {
      this.#events.push(frame)
      this.#wakeUp()
    }
  }

  /** True: what it was shown is not what it may see any more, in the room of this event. */
  isOtherThanOpened({ room, event }: LoggedEvent, sees: boolean): boolean {
    if (!hasRights(room)) return false
    return this.opened === null ? changesRights(event) : this.opened.has(room) !== sees
  }

  /** It cannot be told everything any more: what waits is dropped, and a resync comes next. */
  collapse(why: Collapse = 'too-slow'): void {
    this.#collapsed ??= why
    this.#events = []
    this.#beacons.clear()
    this.#wakeUp()
  }

  pushBeacon(frame: BeaconFrame): void {
    if (this.#collapsed || this.#ended || this.#isTakenAtOnce(frame)) return
    this.#beacons.set(frame.room, frame)
    this.#wakeUp()
  }

  end(): void {
    this.#ended = true
    this.#events = []
    this.#beacons.clear()
    this.#wakeUp()
  }

  /** Events are begun anew: what waits is from before a snapshot that is about to be read. */
  reset(): void {
    this.#collapsed = null
    this.#events = []
    this.#beacons.clear()
  }

  async take(): Promise<Taken> {
    for (;;) {
      const taken = this.#next()
      if (taken !== null) return taken
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  /** A reader that waits has had everything, so nothing can be overtaken. Its failure is its own: others follow too. */
  #isTakenAtOnce(frame: EventFrame | BeaconFrame): boolean {
    if (this.#wake === null) return false
    try {
      return this.#takeAtOnce(frame)
    } catch {
      return false
    }
  }

  #next(): Taken | null {
    if (this.#ended) return 'ended'
    if (this.#collapsed) return { collapsed: this.#collapsed }
    for (let event = this.#events.shift(); event; event = this.#events.shift()) {
      if (event.seq <= this.seen) continue
      this.seen = event.seq
      return event
    }
    for (const [room, beacon] of this.#beacons) {
      this.#beacons.delete(room)
      return beacon
    }
    return null
  }

  #wakeUp(): void {
    const wake = this.#wake
    this.#wake = null
    wake?.()
  }
}
