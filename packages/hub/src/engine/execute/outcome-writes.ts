import type { HouseholdId } from '@baton/protocol'
import type { Outcome, Subject, TimerChange } from '#domain'
import type { Ring } from '../ports/bell.ts'
import type { DueChange, Writes } from '../ports/store.ts'

/** What an outcome means for the store. */
export function writesOf(
  { changes, published, due }: Outcome,
  subject: Subject,
  instant: Pick<Writes, 'at' | 'machineAt'>,
): Writes {
  return { ...instant, events: published, changes, due: due.map((change) => dueChange(change, subject)) }
}

/** Nothing to write: no event, no row, no timer. */
export function isEmpty({ published, changes, due }: Outcome): boolean {
  return published.length + changes.length + due.length === 0
}

export function dueChange({ key, due }: TimerChange, subject: Subject): DueChange {
  const { userId, sessionId } = due?.subject ?? subject
  return { key, due: due && { at: due.at, command: { userId, sessionId, command: due.command } } }
}

/** One ring for a command, however many events it made. */
export function ringOf(householdId: HouseholdId, seq: number, { rings }: Outcome, ts: number): Ring {
  return {
    householdId,
    seq,
    users: rings.map(({ userId, revision, type }) => ({ userId, rev: revision, type, ts })),
  }
}
