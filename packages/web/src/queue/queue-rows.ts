import { type Entry, type EntryId, type KnownQueue, stretchesOf } from '@baton/protocol'
import { useMemo, useRef } from 'react'

/**
 * A place of the queue. `entryId` names the row: it stays the same when a row that was not known becomes known, so that the
 * list keeps its focus and what is chosen. Which entry it is says `entry`; null: nobody knows yet.
 */
export interface QueueRow extends Pick<Entry, 'title' | 'artist' | 'album' | 'coverId' | 'durationMs'> {
  readonly entryId: EntryId
  readonly place: number
  readonly entry: Entry | null
}

/** A row for every place in the order that plays. */
export function useQueueRows(queue: KnownQueue | null): readonly QueueRow[] | null {
  const former = useRef<readonly QueueRow[]>([])
  return useMemo(() => {
    const rows = queue && rowsOf(queue, former.current)
    former.current = rows ?? []
    return rows
  }, [queue])
}

/** Entries keep the rows that they had in `former`, and one that is new takes that of the unknown place where it stands. */
export function rowsOf(queue: KnownQueue, former: readonly QueueRow[] = []): readonly QueueRow[] {
  const names = new Map(former.flatMap((row) => (row.entry ? [[row.entry.entryId, row.entryId]] : [])))
  const isSameLength = former.length === queue.total
  const rows = new Array<QueueRow | undefined>(queue.total).fill(undefined)
  for (const { from, entries } of stretchesOf(queue)) {
    for (const [nth, entry] of entries.entries()) {
      const place = from + nth
      const before = isSameLength ? former[place] : undefined
      const name = names.get(entry.entryId) ?? (before?.entry === null ? before.entryId : entry.entryId)
      rows[place] = { ...entry, entryId: name, place, entry }
    }
  }
  const taken = new Set(rows.map((row) => row?.entryId))
  return rows.map((row, place) => row ?? unknownAt(place, taken))
}

/** Rows by name, as the list tells of them. */
export function rowsNamed(rows: readonly QueueRow[], names: Iterable<EntryId>): readonly QueueRow[] {
  const wanted = new Set(names)
  return rows.filter((row) => wanted.has(row.entryId))
}

function unknownAt(place: number, taken: ReadonlySet<EntryId | undefined>): QueueRow {
  let name = `place-${place}` as EntryId
  while (taken.has(name)) name = `${name}+` as EntryId
  const nothing = { title: '', artist: null, album: null, coverId: null, durationMs: null }
  return { ...nothing, entryId: name, place, entry: null }
}
