// What people do to several entries of the queue at once, made of the commands that the hub knows, and the way back.
import { type EntryId, MAX_ENQUEUE, type TrackId } from '@baton/protocol'
import { askHub } from '../hub/ask.ts'
import type { ConnectedHub } from '../hub/connected-hub.ts'
import { knowAll } from '../hub/whole-queue.ts'
import { removeEntries } from '../music/play-actions.ts'
import { strings } from '../strings/strings.ts'
import { notify } from '../ui/notices.ts'
import { knowAround } from './known-order.ts'
import { type Move, movesBack, movesOf, runsOf } from './queue-order.ts'

/** Removes entries; says so, and offers to put their tracks back where they stood. */
export async function removeWithUndo(connected: ConnectedHub, ids: ReadonlySet<EntryId>): Promise<void> {
  const order = await knowAround(connected, ids)
  if (!order) return
  const runs = runsOf(order, ids)
  const [only, ...more] = order.filter((entry) => ids.has(entry.entryId))
  if (!only || !(await removeEntries(connected, [...ids]))) return
  const message =
    more.length === 0 ? strings.queue.removed(only.title) : strings.edit.removedMany(more.length + 1)
  notify(message, { label: strings.toast.undo, run: () => void putBack() })

  async function putBack() {
    // From the end to the front, so that what follows a place does not move it.
    for (const { after, trackIds } of runs.toReversed()) {
      if (!(await enqueueAll(connected, trackIds, { after }))) return
    }
  }
}

/** Puts entries behind another one, in the order in which they stand. */
export async function moveWithUndo(
  connected: ConnectedHub,
  ids: ReadonlySet<EntryId>,
  after: EntryId | null,
): Promise<void> {
  const order = await knowAround(connected, ids, after)
  if (!order) return
  const moves = movesOf(order, ids, after)
  const back = movesBack(order, moves)
  const [only, ...more] = order.filter((entry) => ids.has(entry.entryId))
  if (!only || moves.length === 0 || !(await carryOut(connected, moves))) return
  const message = more.length === 0 ? strings.edit.moved(only.title) : strings.edit.movedMany(more.length + 1)
  notify(message, { label: strings.toast.undo, run: () => void carryOut(connected, back) })
}

/** Empties the queue; undo brings the tracks back, and the music to where it was if it played. */
export async function clearWithUndo(connected: ConnectedHub): Promise<void> {
  const order = await knowAll(connected)
  if (!order) return
  const trackIds = order.map((entry) => entry.trackId)
  const { session } = connected.following.state.get()
  const at = order.findIndex((entry) => entry.entryId === session?.current?.entryId)
  const positionMs = Math.round(connected.following.positionNow())
  if (!(await askHub(connected, { type: 'queue.clear' }))) return
  notify(strings.queue.cleared, { label: strings.toast.undo, run: () => void bringBack() })

  async function bringBack() {
    const entryIds = await enqueueAll(connected, trackIds, 'end')
    const current = entryIds?.[at]
    if (!current || session?.playState !== 'playing') return
    if (!(await askHub(connected, { type: 'session.jump', entryId: current }))) return
    await askHub(connected, { type: 'session.seek', positionMs })
  }
}

/** Null where the hub refused; what it had taken before stays. */
export async function enqueueAll(
  connected: ConnectedHub,
  trackIds: readonly TrackId[],
  place: { readonly after: EntryId | null } | 'end',
): Promise<readonly EntryId[] | null> {
  const made: EntryId[] = []
  for (let from = 0; from < trackIds.length; from += MAX_ENQUEUE) {
    const part = trackIds.slice(from, from + MAX_ENQUEUE)
    const at = place === 'end' ? place : { after: made.at(-1) ?? place.after }
    const outcome = await askHub(connected, { type: 'queue.enqueue', source: { trackIds: part }, at })
    if (!outcome) return null
    made.push(...(outcome.receipt.result.entryIds ?? []))
  }
  return made
}

async function carryOut(connected: ConnectedHub, moves: readonly Move[]): Promise<boolean> {
  for (const move of moves) {
    if (!(await askHub(connected, { type: 'queue.move', ...move }))) return false
  }
  return true
}
