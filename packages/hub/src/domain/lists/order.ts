import { type Entry, type EntryId, playOrder, type Queue, type RepeatMode } from '@baton/protocol'

/** The entry to move on to after `current`: failed ones are passed over; at the end only `all` begins again. */
export function entryAfter(queue: Queue, currentId: EntryId | null, repeat: RepeatMode): Entry | null {
  const order = playOrder(queue)
  const at = order.findIndex((entry) => entry.entryId === currentId)
  const behind = order.slice(at + 1).find(isPlayable)
  if (behind || repeat !== 'all') return behind ?? null
  return order.slice(0, at + 1).find(isPlayable) ?? null
}

/** The entry before `current`; in front of the first only `all` goes round to the last. */
export function entryBefore(queue: Queue, currentId: EntryId | null, repeat: RepeatMode): Entry | null {
  const order = playOrder(queue)
  const at = order.findIndex((entry) => entry.entryId === currentId)
  const before = order.slice(0, Math.max(0, at)).findLast(isPlayable)
  if (before || repeat !== 'all') return before ?? null
  return order.slice(at).findLast(isPlayable) ?? null
}

/** What a speaker may move on to by itself when the current entry ends. */
export function announcedNext(queue: Queue, current: Entry | null, repeat: RepeatMode): Entry | null {
  if (current === null) return null
  if (repeat === 'one' && isPlayable(current)) return current
  return entryAfter(queue, current.entryId, repeat)
}

export function findEntry(queue: Queue, entryId: EntryId | null): Entry | null {
  return queue.entries.find((entry) => entry.entryId === entryId) ?? null
}

function isPlayable(entry: Entry): boolean {
  return entry.status !== 'failed'
}
