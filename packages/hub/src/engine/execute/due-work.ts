import type { HouseholdId } from '@baton/protocol'
import type { CommandLike, Subject } from '#domain'
import type { Clock, HubClock } from '../ports/clock.ts'
import type { Measures } from '../ports/measures.ts'
import type { DueWork, Store } from '../ports/store.ts'

const BATCH = 64
/** How often to look for timers that another worker set. */
const LOOK_EVERY_MS = 1_000
const RETRY_AFTER_MS = 500
const PUT_OFF_MS = 10_000
const MAX_PUT_OFF = 1_000

export interface DueWorkParts {
  readonly store: Store
  readonly clock: HubClock
  readonly timers: Clock
  readonly carryOut: (
    householdId: HouseholdId,
    subject: Subject,
    command: CommandLike,
    key: string,
  ) => Promise<unknown>
  readonly onFailure: (error: unknown) => void
  readonly measures: Measures
}

export interface DueWorker {
  /** A timer was set for this instant. */
  expect(at: number): void
  stop(): Promise<void>
}

/**
 * Carries out what was put off. Each command is judged anew by the state of its hour and deletes its own timer in its
 * own transaction: carried out twice, by two workers, it has one effect.
 */
export function dueWork({ store, clock, timers, carryOut, onFailure, measures }: DueWorkParts): DueWorker {
  const putOff = new Map<string, number>()
  let cancel: () => void = () => {}
  let nextAt = Number.POSITIVE_INFINITY
  let stopped = false
  let working: Promise<void> | null = null

  /** Nothing is waited for longer than until the next look, so that no wait is longer than a timer can be. */
  function schedule(dueAt: number): void {
    const at = Math.min(dueAt, clock.now() + LOOK_EVERY_MS)
    if (stopped || at >= nextAt) return
    cancel()
    nextAt = at
    cancel = timers.after(Math.max(0, at - clock.now()), wake)
  }

  function wake(): void {
    nextAt = Number.POSITIVE_INFINITY
    working ??= work().finally(() => {
      working = null
    })
  }

  async function work(): Promise<void> {
    try {
      const due = await store.dueBefore(clock.now(), BATCH + putOff.size)
      for (const item of due) await carryOne(item)
      const more = due.length >= BATCH + putOff.size
      const next = more ? clock.now() : await store.nextDueAt()
      const soonest = putOff.size > 0 ? clock.now() + RETRY_AFTER_MS : 0
      schedule(Math.max(soonest, next ?? Number.POSITIVE_INFINITY))
    } catch (error) {
      onFailure(error)
      schedule(clock.now() + RETRY_AFTER_MS)
    }
  }

  /** One that fails is tried again later, and holds up no other. */
  async function carryOne(item: DueWork): Promise<void> {
    const name = `${item.householdId} ${item.key}`
    if ((putOff.get(name) ?? 0) > clock.now()) return
    const lagMs = clock.now() - item.at
    try {
      await carry(item)
      putOff.delete(name)
      measures.dueWork(lagMs, 'done')
    } catch (error) {
      measures.dueWork(lagMs, 'failed')
      onFailure(error)
      if (putOff.size < MAX_PUT_OFF) putOff.set(name, clock.now() + PUT_OFF_MS)
    }
  }

  async function carry({ householdId, key, command }: DueWork): Promise<void> {
    // Written by this engine's own dueChange(): see outcome-writes.ts.
    const {
      userId,
      sessionId,
      command: put,
    } = command as unknown as Subject & { readonly command: CommandLike }
    await carryOut(householdId, { userId, sessionId }, put, key)
  }

  schedule(clock.now())
  return {
    expect: schedule,
    async stop() {
      stopped = true
      cancel()
      await working
    },
  }
}
