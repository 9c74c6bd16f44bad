import type { Beacon, BeaconFrame, EventFrame, HouseholdId, LogEpoch, Room, RoomState } from '@baton/protocol'
import type { Audience, RoomRules } from '#domain'
import type { PassedBeacon } from '../ports/bell.ts'
import type { HubClock } from '../ports/clock.ts'
import type { Measures } from '../ports/measures.ts'
import type { LoggedEvent, LogPage, Store } from '../ports/store.ts'
import { BEACON_TURNS } from './beacon-turns.ts'
import type { Follower } from './follower.ts'
import { betweenPages, PAGE } from './page.ts'
import { RoomBeacon } from './room-beacon.ts'
import type { RoomTable } from './room-table.ts'
import { hasRights, maySee } from './visibility.ts'

/** Called with each event of a room, after it was committed and in order; `hole`: some were pruned unread. */
export type Watcher = (event: LoggedEvent | 'hole') => void

export interface FeedParts {
  readonly store: Store
  readonly clock: HubClock
  readonly onFailure: (error: unknown) => void
  readonly measures: Measures
  readonly rules: RoomTable
}

interface Waiting {
  readonly seq: number
  readonly resolve: () => void
}

/**
 * One worker's reading of one household's log. However many follow, what is new is read once, in order, and the same
 * frame object is handed to everybody who may see it, so that a door formats it once.
 */
export class Feed {
  readonly householdId: HouseholdId
  readonly #parts: FeedParts
  readonly #rooms = new Map<Room, Set<Follower>>()
  readonly #watchers = new Map<Room, Set<Watcher>>()
  /** Of the followed rooms that have a beacon of their own. */
  readonly #beacons = new Map<Room, RoomBeacon>()
  /** Who hears those beacons in which turn: nobody is looked at in the turns of others. */
  readonly #turns = new Map<number, Map<Room, Set<Follower>>>()
  readonly epoch: LogEpoch
  /** How many have opened it and not closed it yet. */
  holders = 0
  #seq: number
  #reading: Promise<void> | null = null
  #again = false
  #nextTurn = 0
  #waiting: Waiting[] = []

  /** Begins behind `head`: what is older is replayed to whoever asks for it. */
  constructor(householdId: HouseholdId, epoch: LogEpoch, head: number, parts: FeedParts) {
    this.householdId = householdId
    this.epoch = epoch
    this.#seq = head
    this.#parts = parts
  }

  get seq(): number {
    return this.#seq
  }

  /** A follower of no room yet. */
  add(follower: Follower): void {
    follower.turn = this.#nextTurn
    this.#nextTurn = (this.#nextTurn + 1) % BEACON_TURNS
  }

  remove(follower: Follower): void {
    for (const room of follower.rooms) this.exit(follower, room)
  }

  /** From here on it is handed what happens in this room. */
  enter(follower: Follower, room: Room): void {
    follower.enter(room)
    addTo(this.#rooms, room, follower)
    if (!this.#parts.rules(room).beacon) return
    const listeners = this.#turns.get(follower.turn) ?? new Map<Room, Set<Follower>>()
    this.#turns.set(follower.turn, listeners)
    addTo(listeners, room, follower)
    if (!this.#beacons.has(room)) this.#beacons.set(room, new RoomBeacon(this.#seq))
  }

  exit(follower: Follower, room: Room): void {
    follower.exit(room)
    removeFrom(this.#rooms, room, follower)
    const listeners = this.#turns.get(follower.turn)
    if (listeners) removeFrom(listeners, room, follower)
    if (listeners?.size === 0) this.#turns.delete(follower.turn)
    if (!this.#rooms.has(room)) this.#beacons.delete(room)
  }

  watch(room: Room, watcher: Watcher): () => void {
    addTo(this.#watchers, room, watcher)
    return () => removeFrom(this.#watchers, room, watcher)
  }

  /** Something may be new: reads to the head. Several calls at once read once more. */
  look(): Promise<void> {
    this.#again = true
    this.#reading ??= this.#read()
    return this.#reading
  }

  /** Resolves when everything up to this number was handed to whoever follows, or nothing will be any more. */
  reached(seq: number): Promise<void> {
    if (this.#seq >= seq) return Promise.resolve()
    return new Promise((resolve) => {
      this.#waiting.push({ seq, resolve })
      void this.look()
    })
  }

  /** A room as it was at a snapshot: where its beacons start from, however far this has read meanwhile. */
  remember(room: Room, state: RoomState, seq: number): void {
    const source = this.#parts.rules(room).beacon?.(state)
    if (source) this.#beacons.get(room)?.remember(source, seq)
  }

  /** Says the rooms' own beacons to the followers whose turn it is: all at once would hold up what happens. */
  sayBeacons(turn: number): void {
    for (const [room, followers] of this.#turns.get(turn) ?? []) {
      const source = this.#beacons.get(room)?.source
      if (source) this.#push(room, source.at(this.#parts.clock.now()), followers)
    }
  }

  /** For those of the followers who are meant. */
  beacon({ room, beacon, audience }: Omit<PassedBeacon, 'householdId'>): void {
    const followers = [...(this.#rooms.get(room) ?? [])].filter(({ principal }) =>
      maySee(principal, { audience }, this.householdId),
    )
    this.#push(room, beacon, followers, audience)
  }

  #push(room: Room, beacon: Beacon, followers: Iterable<Follower>, audience: Audience = 'household'): void {
    const at = this.#parts.clock.now()
    const frame: BeaconFrame = { kind: 'beacon', room, epoch: this.epoch, seq: this.#seq, at, beacon }
    for (const follower of followers) follower.pushBeacon(frame, audience)
  }

  endAll(): void {
    for (const followers of this.#rooms.values()) for (const follower of followers) follower.reader.end()
  }

  async #read(): Promise<void> {
    try {
      while (this.#again) {
        this.#again = false
        while (!(await this.#readPage()).isLast) await betweenPages()
      }
    } catch (error) {
      this.#parts.onFailure(error)
    } finally {
      // In the same step as the last look at `#again`: whoever looks now starts anew.
      this.#reading = null
    }
  }

  /** The log is dense: what does not follow on was pruned before it was read here, and nobody may be left with a hole. */
  async #readPage(): Promise<LogPage> {
    const { store } = this.#parts
    let page = await store.pageAfter(this.householdId, this.#seq, PAGE)
    if (page.events.length === 0) {
      const head = await store.head(this.householdId)
      page = await store.pageAfter(this.householdId, this.#seq, PAGE)
      if (page.events.length === 0 && head.seq > this.#seq) this.#skipTo(head.seq)
    }
    const [first] = page.events
    if (first && first.seq !== this.#seq + 1) this.#skipTo(first.seq - 1)
    for (const event of page.events) this.#deliver(event)
    if (this.#waiting.length > 0) this.#tellWaiting()
    return page
  }

  #tellWaiting(): void {
    const waiting = this.#waiting
    this.#waiting = waiting.filter(({ seq }) => seq > this.#seq)
    for (const { seq, resolve } of waiting) if (seq <= this.#seq) resolve()
  }

  #skipTo(seq: number): void {
    this.#seq = seq
    for (const beacon of this.#beacons.values()) beacon.skipTo(seq)
    for (const followers of this.#rooms.values()) for (const follower of followers) follower.collapse()
    for (const watchers of this.#watchers.values()) for (const watcher of watchers) watcher('hole')
  }

  #deliver(event: LoggedEvent): void {
    this.#seq = event.seq
    this.#parts.clock.witness(event.at)
    this.#beacons.get(event.room)?.hear(event)
    for (const watcher of this.#watchers.get(event.room) ?? []) watcher(event)
    const followers = this.#rooms.get(event.room)
    if (!followers) return
    const rules = this.#parts.rules(event.room)
    const frame = frameOf(event, this.epoch, rules)
    const judged = hasRights(rules)
    for (const follower of followers) {
      const sees = maySee(follower.principal, event, this.householdId)
      if (judged && event.seq > follower.seen && follower.isOtherThanShown(event, rules, sees))
        follower.collapse('rights-changed')
      else if (sees) follower.push(frame)
    }
    this.#parts.measures.fannedOut(this.#parts.clock.now() - event.at)
  }
}

export function frameOf(logged: LoggedEvent, epoch: LogEpoch, rules: RoomRules): EventFrame {
  const { room, seq, at, revision, commandId } = logged
  const event = rules.published?.(logged.event) ?? logged.event
  return { kind: 'event', room, epoch, seq, at, revision, event, commandId }
}

function addTo<T>(map: Map<Room, Set<T>>, room: Room, item: T): void {
  const present = map.get(room)
  if (present) present.add(item)
  else map.set(room, new Set([item]))
}

function removeFrom<T>(map: Map<Room, Set<T>>, room: Room, item: T): void {
  const present = map.get(room)
  present?.delete(item)
  if (present?.size === 0) map.delete(room)
}
