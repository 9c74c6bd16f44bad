import {
  type EntryId,
  type KnownQueue,
  knownQueue,
  QUEUE_WINDOW,
  type SessionId,
  windowFrom,
} from '@baton/protocol'
import type { Dialect } from '../runtime/dialect.ts'
import { ask, type Question, type Script } from '../runtime/script.ts'
import { askNamedEntries, askOrder, askStandingEntries, askStandingPlace } from './queue-rows.ts'

/** What a snapshot shows of a queue of this length, which is longer than a window. */
export function* loadWindow(
  dialect: Dialect,
  sessionId: SessionId,
  length: number,
  currentId: EntryId | null,
): Script<KnownQueue> {
  const [order, standing] = yield* ask(
    askOrder(sessionId),
    currentId && askStandingPlace(sessionId, currentId),
  )
  const place = order && currentId ? order.indexOf(currentId) : (standing ?? 0)
  const from = windowFrom(length, place)
  const [entries] = yield* ask(askPlaying(dialect, sessionId, order, from, QUEUE_WINDOW.size))
  return knownQueue(length, [{ from, entries }])
}

/** Entries as they stand in the order that plays: the kept one, or that of their rows. */
export function askPlaying(
  dialect: Dialect,
  sessionId: SessionId,
  order: readonly EntryId[] | null,
  from: number,
  limit: number,
): Question<KnownQueue['entries']> {
  return order
    ? askNamedEntries(dialect, sessionId, order.slice(from, from + limit))
    : askStandingEntries(sessionId, from, limit)
}
