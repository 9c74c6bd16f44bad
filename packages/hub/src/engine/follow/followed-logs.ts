import type { HouseholdId, Room } from '@baton/protocol'
import type { Principal } from '../api/principal.ts'
import type { Feeds } from './feeds.ts'
import { Follower } from './follower.ts'
import type { FollowedLog } from './one-log.ts'
import type { Reader } from './reader.ts'
import type { RoomTable } from './room-table.ts'
import { logOfRoom } from './visibility.ts'

/** The logs that one reader follows: its household's always, the installation's from the first room there. */
export class FollowedLogs {
  readonly #feeds: Feeds
  readonly #rules: RoomTable
  readonly #principal: Principal
  readonly #reader: Reader
  #open: readonly FollowedLog[] = []

  constructor(
    parts: { readonly feeds: Feeds; readonly rules: RoomTable },
    principal: Principal,
    reader: Reader,
  ) {
    this.#feeds = parts.feeds
    this.#rules = parts.rules
    this.#principal = principal
    this.#reader = reader
  }

  get all(): readonly FollowedLog[] {
    return this.#open
  }

  get roomCount(): number {
    return this.#open.reduce((sum, { follower }) => sum + follower.rooms.length, 0)
  }

  /** The log that tells of this room, listened to from here on. */
  of(room: Room): Promise<FollowedLog> {
    return this.open(logOfRoom(this.#rules, this.#principal, room))
  }

  async open(householdId: HouseholdId): Promise<FollowedLog> {
    const present = this.#open.find(({ feed }) => feed.householdId === householdId)
    if (present) return present
    const feed = await this.#feeds.open(householdId)
    const log = { feed, follower: new Follower(this.#principal, this.#reader) }
    feed.add(log.follower)
    log.follower.seen = feed.seq
    this.#open = [...this.#open, log]
    return log
  }

  close(): void {
    for (const { feed, follower } of this.#open) {
      feed.remove(follower)
      this.#feeds.close(feed)
    }
  }
}
