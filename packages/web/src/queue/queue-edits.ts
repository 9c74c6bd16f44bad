// What people do to several entries of the queue at once, made of the commands that the hub knows, and the way back.
import { type EntryId, MAX_ENQUEUE, type TrackId } from '@baton/protocol'
import { askHub } from '../hub/ask.ts'
import type { House } from '../hub/connected-hub.ts'
import { words } from '../strings/strings.ts'
import { notify } from '../ui/notices.ts'
import { knowAll, knowAround } from './known-order.ts'
import { type Move, movesBack, movesOf, runsOf } from './queue-order.ts'

/** Removes entries; says so, and offers to put their tracks back where they stood. */
export async function removeWithUndo(house: House, ids: ReadonlySet<EntryId>): Promise<void> {
  const order = await knowAround(house, ids)
  if (!order) return
  const runs = runsOf(order, ids)
  const [only, ...more] = order.filter((entry) => ids.has(entry.entryId))
  if (!only || !(await removeEntries(house, [...ids]))) return
  const said = more.length === 0 ? words.queue.removed(only.title) : words.edit.removedMany(more.length + 1)
  notify(said, { label: words.toast.undo, run: () => void putBack() })

  async function putBack() {
    // From the end to the front, so that what follows a place does not move it.
    for (const { after, trackIds } of runs.toReversed()) {
      if (!(await enqueueAll(house, trackIds, { after }))) return
    }
  }
}

export async function removeEntries(house: House, ids: readonly EntryId[]): Promise<boolean> {
  for (let from = 0; from < ids.length; from += MAX_ENQUEUE) {
    const part = ids.slice(from, from + MAX_ENQUEUE)
    if (!(await askHub(house, { type: 'queue.remove', entryIds: part }))) return false
  }
  return true
}

/** Puts entries behind another one, in the order in which they stand. */
export async function moveWithUndo(
  house: House,
  ids: ReadonlySet<EntryId>,
  after: EntryId | null,
): Promise<void> {
  const order = await knowAround(house, ids, after)
  if (!order) return
  const moves = movesOf(order, ids, after)
  const back = movesBack(order, moves)
  const [only, ...more] = order.filter((entry) => ids.has(entry.entryId))
  if (!only || moves.length === 0 || !(await carryOut(house, moves))) return
  const said = more.length === 0 ? words.edit.moved(only.title) : words.edit.movedMany(more.length + 1)
  notify(said, { label: words.toast.undo, run: () => void carryOut(house, back) })
}

/** Empties the queue; undo brings the tracks back, and the music to where it was if it played. */
export async function clearWithUndo(house: House): Promise<void> {
  const order = await knowAll(house)
  if (!order) return
  const trackIds = order.map((entry) => entry.trackId)
  const { session } = house.following.state.get()
  const at = order.findIndex((entry) => entry.entryId === session?.current?.entryId)
  const positionMs = Math.round(house.following.positionNow())
  if (!(await askHub(house, { type: 'queue.clear' }))) return
  notify(words.queue.cleared, { label: words.toast.undo, run: () => void bringBack() })

  async function bringBack() {
    const entryIds = await enqueueAll(house, trackIds, 'end')
    const current = entryIds?.[at]
    if (!current || session?.playState !== 'playing') return
    if (!(await askHub(house, { type: 'session.jump', entryId: current }))) return
    await askHub(house, { type: 'session.seek', positionMs })
  }
}

/** Null where the hub refused; what it had taken before stays. */
export async function enqueueAll(
  house: House,
  trackIds: readonly TrackId[],
  place: { readonly after: EntryId | null } | 'end',
): Promise<readonly EntryId[] | null> {
  const made: EntryId[] = []
  for (let from = 0; from < trackIds.length; from += MAX_ENQUEUE) {
    const part = trackIds.slice(from, from + MAX_ENQUEUE)
    const at = place === 'end' ? place : { after: made.at(-1) ?? place.after }
    const outcome = await askHub(house, { type: 'queue.enqueue', source: { trackIds: part }, at })
    if (!outcome) return null
    made.push(...(outcome.receipt.result.entryIds ?? []))
  }
  return made
}

async function carryOut(house: House, moves: readonly Move[]): Promise<boolean> {
  for (const move of moves) {
    if (!(await askHub(house, { type: 'queue.move', ...move }))) return false
  }
  return true
}
