// What has to be known of a long queue before somebody does something to it. What is not is read first.
import { BatonFailure } from '@baton/client'
import { type Entry, type EntryId, stretchesOf, wholeOrder } from '@baton/protocol'
import { showFailure } from '../hub/ask.ts'
import type { House } from '../hub/connected-hub.ts'
import { placeOf, rowsOf } from './queue-rows.ts'

/** All entries in the order that plays; null where they cannot be had, which is said. */
export async function knowAll(house: House): Promise<readonly Entry[] | null> {
  const order = await allIfKnown(house)
  if (!order) showFailure(new BatonFailure('client.offline'))
  return order
}

/** The same for what goes on without. */
export async function allIfKnown({ following }: House): Promise<readonly Entry[] | null> {
  await following.knowQueue(0, Number.MAX_SAFE_INTEGER)
  const { queue } = following.state.get()
  return queue && wholeOrder(queue)
}

/**
 * Neighbours in the order that plays, among which are these entries and one more in front of them, unless they stand in
 * front of all: enough to move them about, to remove them, and to bring all of it back. Long queues need not be known whole
 * for that, where the entries stand near each other.
 */
export async function knowAround(
  house: House,
  ids: ReadonlySet<EntryId>,
  after?: EntryId | null,
): Promise<readonly Entry[] | null> {
  const { queue } = house.following.state.get()
  if (queue === null) return null
  const near = after ? [...ids, after] : [...ids]
  const found = stretchesOf(queue).find(({ from, entries }) => {
    const known = new Set(entries.map((entry) => entry.entryId))
    const [first] = known
    const hasFront = from === 0 || (after !== null && first !== undefined && !ids.has(first))
    return hasFront && near.every((id) => known.has(id))
  })
  return found?.entries ?? knowAll(house)
}

/** These ids, with those of entries instead of those of rows that were not known. Null where they cannot be had. */
export async function knowRows(
  house: House,
  ids: ReadonlySet<EntryId>,
): Promise<ReadonlySet<EntryId> | null> {
  const places = [...ids].flatMap((id) => placeOf(id) ?? [])
  if (places.length === 0) return ids
  if (!(await knowPlaces(house, Math.min(...places), Math.max(...places) + 1))) return null
  const { queue } = house.following.state.get()
  const rows = queue ? rowsOf(queue) : []
  return new Set(
    [...ids].flatMap((id) => {
      const place = placeOf(id)
      return place === null ? id : (rows[place]?.entryId ?? [])
    }),
  )
}

/** False: they cannot be had, which is said. */
export async function knowPlaces(house: House, from: number, to: number): Promise<boolean> {
  if (await house.following.knowQueue(from, to)) return true
  showFailure(new BatonFailure('client.offline'))
  return false
}
