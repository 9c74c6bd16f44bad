import {
  type Entry,
  type EntryId,
  MAX_QUEUE_LENGTH,
  playOrder,
  type Queue,
  type QueuePlace,
  type Rejection,
  rejection,
  type TrackSource,
} from '@baton/protocol'
import { announcedNext, entryAfter, findEntry } from '../lists/order.ts'
import { missingFrom } from '../playlist/source-tracks.ts'
import type { Context } from './context.ts'
import type { Draft } from './decision.ts'
import { moveTo, playEntry, stopAtEnd } from './skip.ts'

export interface Enqueue {
  readonly source: TrackSource
  readonly at: QueuePlace
}

/**
 * Adds tracks as fresh entries. Where nothing could be played before, the first becomes the current one, in silence
 * unless `now`.
 */
export function enqueue(draft: Draft, command: Enqueue, context: Context): Rejection | null {
  const tracks = context.tracks ?? []
  const { askedBy, sourcePlaylist = null } = context
  const missing = missingFrom(command.source, context.tracks, sourcePlaylist, askedBy)
  if (missing) return missing
  if (draft.queue.entries.length + tracks.length > MAX_QUEUE_LENGTH) {
    return rejection('queue.full', { limit: MAX_QUEUE_LENGTH })
  }
  const entries = tracks.map((track, i): Entry => {
    return { ...track, entryId: context.ids[i] as EntryId, status: 'queued' }
  })
  const places = placesFor(draft, command.at)
  if ('code' in places) return places
  draft.happen({ type: 'queue.extended', entries, ...places })
  draft.result = { entryIds: entries.map((entry) => entry.entryId) }
  const first = entries[0] as Entry
  if (command.at === 'now') return playEntry(draft, first, 'enqueued-now', context)
  const { current } = draft.view
  if (current === null || current.status === 'failed')
    moveTo(draft, first, 'enqueued-now', { playState: draft.view.playState })
  return null
}

interface Places {
  readonly index: number
  readonly orderIndex: number | null
}

/** Where new entries go, in the user's order and in the one that plays. */
function placesFor(draft: Draft, at: QueuePlace): Places | Rejection {
  const { queue } = draft
  if (at === 'end') return { index: queue.entries.length, orderIndex: queue.order?.length ?? null }
  const after = typeof at === 'object' ? at.after : (draft.view.current?.entryId ?? null)
  if (after !== null && !findEntry(queue, after)) return rejection('queue.entry-not-found')
  return {
    index: after === null ? 0 : indexIn(queue, after) + 1,
    orderIndex: queue.order && (after === null ? 0 : queue.order.indexOf(after) + 1),
  }
}

function indexIn(queue: Queue, entryId: EntryId): number {
  return queue.entries.findIndex((entry) => entry.entryId === entryId)
}

/** Moves an entry behind another, in the order that plays. The current entry stays the current one. */
export function move(draft: Draft, entryId: EntryId, after: EntryId | null): Rejection | null {
  const { queue } = draft
  const shown = queue.order ?? queue.entries.map((entry) => entry.entryId)
  if (!shown.includes(entryId)) return rejection('queue.entry-not-found')
  if (after !== null && !shown.includes(after)) return rejection('queue.entry-not-found')
  const rest = shown.filter((id) => id !== entryId)
  const index = after === null ? 0 : after === entryId ? shown.indexOf(entryId) : rest.indexOf(after) + 1
  const from = shown.indexOf(entryId)
  if (from === index) return null
  draft.happen({ type: 'queue.entry-moved', entryId, list: queue.order ? 'order' : 'entries', from, index })
  return null
}

/** Removes entries. Where the current one is among them, playback goes on with the next that stays. */
export function remove(draft: Draft, entryIds: readonly EntryId[]): Rejection | null {
  const unknown = entryIds.find((id) => !findEntry(draft.queue, id))
  if (unknown) return rejection('queue.entry-not-found', { entryId: unknown })
  const gone = new Set(entryIds)
  const places = new Map(playOrder(draft.queue).map((entry, place) => [entry.entryId, place]))
  const { current, repeatMode, playState } = draft.view
  const heir = current && gone.has(current.entryId) ? firstStaying(draft, current, gone) : null
  draft.happen({
    type: 'queue.entries-removed',
    entryIds: [...gone],
    places: [...gone].map((id) => places.get(id) as number),
  })
  if (current === null || !gone.has(current.entryId)) return null
  if (heir) moveTo(draft, heir, 'removed', { playState })
  else stopAtEnd(draft)
  return null

  function firstStaying(from: Draft, start: Entry, removed: ReadonlySet<EntryId>): Entry | null {
    let entry: Entry | null = start
    for (let steps = from.queue.entries.length; entry && steps >= 0; steps--) {
      if (!removed.has(entry.entryId)) return entry
      entry = entryAfter(from.queue, entry.entryId, repeatMode)
    }
    return null
  }
}

/** Empties the queue, which stops playback. */
export function clear(draft: Draft): null {
  if (draft.queue.entries.length === 0) return null
  draft.happen({ type: 'queue.cleared' })
  if (draft.view.startedPlaylist)
    draft.happen({ type: 'session.playlist-changed', change: { startedPlaylist: null } })
  stopAtEnd(draft)
  return null
}

/** Tells followers when an edit changed what comes next, so that speakers can fetch it ahead. */
export function announceNext(draft: Draft): void {
  const next = announcedNext(draft.queue, draft.view.current, draft.view.repeatMode)
  if (sameEntry(next, draft.view.next)) return
  draft.happen({ type: 'session.next-announced', change: { next } })
}

function sameEntry(a: Entry | null, b: Entry | null): boolean {
  return a?.entryId === b?.entryId && a?.status === b?.status
}
