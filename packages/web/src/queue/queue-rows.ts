import { type Entry, type EntryId, type KnownQueue, stretchesOf } from '@baton/protocol'

/** A place of the queue of which only that is known that there is something. It has an id of its own, that of no entry. */
export interface UnknownRow {
  readonly entryId: EntryId
  readonly place: number
  readonly title: ''
  readonly artist: null
  readonly album: null
  readonly coverId: null
  readonly durationMs: null
  readonly status: 'unknown'
}

export type QueueRow = Entry | UnknownRow

/** A row for every place in the order that plays. The same unknown place is the same row each time: lists go by that. */
export function rowsOf(queue: KnownQueue): readonly QueueRow[] {
  const rows = Array.from({ length: queue.total }, (_, place): QueueRow => unknownAt(place))
  for (const { from, entries } of stretchesOf(queue)) {
    for (const [nth, entry] of entries.entries()) rows[from + nth] = entry
  }
  return rows
}

export function isUnknown(row: QueueRow): row is UnknownRow {
  return row.status === 'unknown'
}

/** The place that the id of an unknown row stands for; null: it is an entry's. */
export function placeOf(id: EntryId): number | null {
  return id.startsWith(PREFIX) ? Number(id.slice(PREFIX.length)) : null
}

const PREFIX = 'place-'
const unknown: UnknownRow[] = []

/** A queue has a greatest length, and so has this. */
function unknownAt(place: number): UnknownRow {
  const kept = unknown[place]
  if (kept) return kept
  const made: UnknownRow = {
    entryId: `${PREFIX}${place}` as EntryId,
    place,
    title: '',
    artist: null,
    album: null,
    coverId: null,
    durationMs: null,
    status: 'unknown',
  }
  unknown[place] = made
  return made
}
