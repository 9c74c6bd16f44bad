import type { Entry, EntryId, TrackId } from '@baton/protocol'
import type { QueueRow } from './queue-rows.ts'

/** One `queue.move`: this entry behind that one, or to the front. */
export interface Move {
  readonly entryId: EntryId
  readonly after: EntryId | null
}

/** The moves that put `ids` behind `after`, in their present order; none where they stand so already. */
export function movesOf(
  order: readonly Entry[],
  ids: ReadonlySet<EntryId>,
  after: EntryId | null,
): readonly Move[] {
  const place = after !== null && ids.has(after) ? lastStaying(order, ids, after) : after
  const moving = order.filter((entry) => ids.has(entry.entryId) && entry.entryId !== place)
  const moves: Move[] = []
  const now = order.map((entry) => entry.entryId)
  let behind = place
  for (const { entryId } of moving) {
    if ((now[now.indexOf(entryId) - 1] ?? null) !== behind) {
      moves.push({ entryId, after: behind })
      shift(now, { entryId, after: behind })
    }
    behind = entryId
  }
  return moves
}

/** The moves that lead back to `order` after `moves` were made. */
export function movesBack(order: readonly Entry[], moves: readonly Move[]): readonly Move[] {
  const now = order.map((entry) => entry.entryId)
  const back: Move[] = []
  for (const move of moves) {
    back.unshift({ entryId: move.entryId, after: now[now.indexOf(move.entryId) - 1] ?? null })
    shift(now, move)
  }
  return back
}

/** Neighbours that go together, and behind which staying entry each group stood. */
export function runsOf(
  order: readonly Entry[],
  ids: ReadonlySet<EntryId>,
): readonly { readonly after: EntryId | null; readonly trackIds: readonly TrackId[] }[] {
  const runs: { after: EntryId | null; trackIds: TrackId[] }[] = []
  let staying: EntryId | null = null
  let open = false
  for (const entry of order) {
    if (!ids.has(entry.entryId)) {
      staying = entry.entryId
      open = false
      continue
    }
    if (!open) runs.push({ after: staying, trackIds: [] })
    open = true
    runs.at(-1)?.trackIds.push(entry.trackId)
  }
  return runs
}

/** How much is still to be heard: the rest of the current entry and what comes behind it. Null: not all of that is known. */
export function timeLeft(
  rows: readonly QueueRow[],
  currentId: EntryId | null,
  positionMs: number,
): { readonly entries: number; readonly ms: number | null } {
  const at = rows.findIndex(({ entry }) => entry !== null && entry.entryId === currentId)
  const rest = rows.slice(Math.max(0, at)).filter(({ entry }) => entry?.status !== 'failed')
  if (rest.some(({ entry }) => entry === null)) return { entries: rest.length, ms: null }
  const total = rest.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0)
  return { entries: rest.length, ms: Math.max(0, total - (at < 0 ? 0 : positionMs)) }
}

function lastStaying(order: readonly Entry[], ids: ReadonlySet<EntryId>, from: EntryId): EntryId | null {
  const start = order.findIndex((entry) => entry.entryId === from)
  for (let index = start; index >= 0; index--) {
    const entry = order[index]
    if (entry && !ids.has(entry.entryId)) return entry.entryId
  }
  return null
}

function shift(order: EntryId[], { entryId, after }: Move): void {
  order.splice(order.indexOf(entryId), 1)
  order.splice(after === null ? 0 : order.indexOf(after) + 1, 0, entryId)
}
