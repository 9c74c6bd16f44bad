import type { HouseholdId } from '@baton/protocol'
import type { Bell, PassedBeacon } from '../ports/bell.ts'
import type { Clock } from '../ports/clock.ts'
import { BEACON_TURN_MS, BEACON_TURNS } from './beacon-turns.ts'
import { Feed, type FeedParts } from './feed.ts'

/** A lost ring costs at most this. */
export const POLL_EVERY_MS = 1_000

export interface FeedsParts extends FeedParts {
  readonly bell: Bell
  readonly timers: Clock
}

/** The feeds of one worker: one for each household that somebody here follows. */
export class Feeds {
  readonly #parts: FeedsParts
  readonly #feeds = new Map<HouseholdId, Feed>()
  readonly #stopListening: () => void
  #cancelPoll: () => void
  #cancelBeacons: () => void
  #stopped = false

  constructor(parts: FeedsParts) {
    this.#parts = parts
    const stopRings = parts.bell.listen(
      ({ householdId, seq }) => {
        const feed = this.#feeds.get(householdId)
        if (feed && feed.seq < seq) void feed.look()
      },
      () => {
        for (const feed of this.#feeds.values()) void feed.look()
      },
    )
    const stopPassed = parts.bell.onPassed((passed) => this.#feeds.get(passed.householdId)?.beacon(passed))
    this.#stopListening = () => {
      stopRings()
      stopPassed()
    }
    this.#cancelPoll = parts.timers.after(POLL_EVERY_MS, () => this.#poll())
    this.#cancelBeacons = parts.timers.after(BEACON_TURN_MS, () => this.#beacons(0))
  }

  /** The feed of a household, begun at the head if it was not there. Whoever opens it closes it again. */
  async open(householdId: HouseholdId): Promise<Feed> {
    if (!this.#feeds.get(householdId)) {
      const { epoch, seq } = await this.#parts.store.head(householdId)
      if (!this.#feeds.get(householdId)) this.#begin(new Feed(householdId, epoch, seq, this.#parts))
    }
    const feed = this.#feeds.get(householdId) as Feed
    feed.holders++
    return feed
  }

  /** What was rung between reading the head and listening is looked for at once. */
  #begin(feed: Feed): void {
    this.#feeds.set(feed.householdId, feed)
    void feed.look()
  }

  /** Lets go of a feed that nobody holds any more. */
  close(feed: Feed): void {
    feed.holders--
    if (feed.holders === 0 && this.#feeds.get(feed.householdId) === feed) this.#feeds.delete(feed.householdId)
  }

  /** For the followers of every worker. */
  beacon(beacon: PassedBeacon): void {
    this.beaconHere(beacon)
    this.#parts.bell.pass(beacon)
  }

  /** For the followers of this worker alone. */
  beaconHere(beacon: PassedBeacon): void {
    this.#feeds.get(beacon.householdId)?.beacon(beacon)
  }

  /** Households that somebody follows here. */
  get followed(): readonly HouseholdId[] {
    return [...this.#feeds.keys()]
  }

  stop(): void {
    this.#stopped = true
    this.#cancelPoll()
    this.#cancelBeacons()
    this.#stopListening()
    for (const feed of this.#feeds.values()) feed.endAll()
    this.#feeds.clear()
  }

  async #poll(): Promise<void> {
    try {
      if (this.#feeds.size > 0) {
        const heads = await this.#parts.store.heads([...this.#feeds.keys()])
        for (const [id, seq] of heads) {
          const feed = this.#feeds.get(id)
          if (feed && feed.seq < seq) void feed.look()
        }
      }
    } catch (error) {
      this.#parts.onFailure(error)
    }
    if (!this.#stopped) this.#cancelPoll = this.#parts.timers.after(POLL_EVERY_MS, () => this.#poll())
  }

  #beacons(turn: number): void {
    for (const feed of this.#feeds.values()) feed.sayBeacons(turn)
    const next = (turn + 1) % BEACON_TURNS
    this.#cancelBeacons = this.#parts.timers.after(BEACON_TURN_MS, () => this.#beacons(next))
  }
}
