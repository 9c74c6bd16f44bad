// What has to be known of a long queue before somebody does something to it. What is not is read first.
import { BatonFailure } from '@baton/client'
import { type Entry, type EntryId, stretchesOf } from '@baton/protocol'
import { showFailure } from '../hub/ask.ts'
import type { ConnectedHub } from '../hub/connected-hub.ts'
import { knowAll } from '../hub/whole-queue.ts'
import { type QueueRow, rowsOf } from './queue-rows.ts'

/**
 * Neighbours in the order that plays, among which are these entries and one more in front of them, unless they stand in
 * front of all: enough to move them about, to remove them, and to bring all of it back. Long queues need not be known whole
 * for that, where the entries stand near each other.
 */
export async function knowAround(
  connected: ConnectedHub,
  ids: ReadonlySet<EntryId>,
  after?: EntryId | null,
): Promise<readonly Entry[] | null> {
  const { queue } = connected.following.state.get()
  if (queue === null) return null
  const near = after ? [...ids, after] : [...ids]
  const found = stretchesOf(queue).find(({ from, entries }) => {
    const known = new Set(entries.map((entry) => entry.entryId))
    const [first] = known
    const hasFront = from === 0 || (after !== null && first !== undefined && !ids.has(first))
    return hasFront && near.every((id) => known.has(id))
  })
  return found?.entries ?? knowAll(connected)
}

/** The entries of these rows, also of those that are not known yet. Null where they cannot be had. */
export async function knowRows(
  connected: ConnectedHub,
  rows: readonly QueueRow[],
): Promise<readonly EntryId[] | null> {
  const places = rows.filter((row) => row.entry === null).map((row) => row.place)
  if (places.length === 0) return rows.flatMap(({ entry }) => entry?.entryId ?? [])
  if (!(await knowPlaces(connected, Math.min(...places), Math.max(...places) + 1))) return null
  const { queue } = connected.following.state.get()
  const now = queue ? rowsOf(queue) : []
  return rows.flatMap(({ entry, place }) => (entry ?? now[place]?.entry)?.entryId ?? [])
}

/** False: they cannot be had, which is said. */
export async function knowPlaces(connected: ConnectedHub, from: number, to: number): Promise<boolean> {
  if (await connected.following.knowQueue(from, to)) return true
  showFailure(new BatonFailure('client.offline'))
  return false
}
