import type { HealthComponent, HouseholdId } from '@baton/protocol'
import { type HealthRow, type RecordedTransition, WORKER_LOST_AFTER_MS } from '#engine'
import type { Finding } from './look.ts'

/** While the store is away. */
const MOST_WAITING = 1_000

/** Whose component it is: of the two one is null. */
export interface Whose {
  readonly householdId: HouseholdId | null
  readonly worker: string | null
}

/** What one worker has found so far, and what of it is not written yet. */
export class KnownRows {
  readonly #rows = new Map<string, HealthRow>()
  readonly #changed = new Map<string, HealthRow>()
  #transitions: RecordedTransition[] = []

  /** What is kept from before; what is known already is newer. */
  learn(rows: readonly HealthRow[]): void {
    for (const row of rows) if (!this.#rows.has(keyOf(row))) this.#rows.set(keyOf(row), row)
  }

  get(whose: Whose, component: HealthComponent): HealthRow | null {
    return this.#rows.get(keyOf({ ...whose, component })) ?? null
  }

  of(whose: Whose): readonly HealthRow[] {
    return [...this.#rows.values()].filter(
      ({ householdId, worker }) => householdId === whose.householdId && worker === whose.worker,
    )
  }

  note(whose: Whose, component: HealthComponent, found: Finding, at: number): void {
    const key = keyOf({ ...whose, component })
    const before = this.#beforeGap(this.#rows.get(key) ?? null, at)
    const isTransition = before?.status !== found.status || before.code !== found.code
    const row = { ...whose, component, ...found, since: isTransition ? at : before.since, seenAt: at }
    this.#rows.set(key, row)
    if (isTransition) this.#transition(row, before?.status ?? null)
    // A household's row is written when it has changed, a worker's again and again: that it looks still is news.
    if (isTransition || whose.worker !== null || !sameFigures(before, row)) this.#changed.set(key, row)
  }

  get hasTransitions(): boolean {
    return this.#transitions.length > 0
  }

  /** Hands what is to be written to `write`; where that fails it is to be written still. */
  async save(
    write: (rows: readonly HealthRow[], transitions: readonly RecordedTransition[]) => Promise<void>,
  ): Promise<void> {
    const rows = [...this.#changed]
    const transitions = this.#transitions
    this.#transitions = []
    this.#changed.clear()
    try {
      await write(
        rows.map(([, row]) => row),
        transitions,
      )
    } catch (error) {
      this.#transitions = [...transitions, ...this.#transitions].slice(-MOST_WAITING)
      for (const [key, row] of rows) if (!this.#changed.has(key)) this.#changed.set(key, row)
      throw error
    }
  }

  /** Another worker has the household now. */
  drop(whose: Whose): void {
    for (const row of this.of(whose)) {
      this.#rows.delete(keyOf(row))
      this.#changed.delete(keyOf(row))
    }
  }

  /** Nobody looked for long: the worker had ended, or its machine slept. */
  #beforeGap(before: HealthRow | null, at: number): HealthRow | null {
    if (!before || before.worker === null || before.code === 'stopped') return before
    if (at - before.seenAt < WORKER_LOST_AFTER_MS) return before
    const since = before.seenAt + 1
    const stopped: HealthRow = { ...before, status: 'unavailable', code: 'stopped', figures: {}, since }
    this.#transition(stopped, before.status)
    return stopped
  }

  #transition(
    { householdId, worker, component, status, code, since }: HealthRow,
    from: RecordedTransition['from'],
  ): void {
    this.#transitions.push({ householdId, worker, component, at: since, status, code, from })
    if (this.#transitions.length > MOST_WAITING) this.#transitions.shift()
  }
}

function keyOf({ householdId, worker, component }: Whose & { readonly component: HealthComponent }): string {
  return `${householdId} ${worker} ${component}`
}

function sameFigures(a: HealthRow | null, b: HealthRow): boolean {
  return JSON.stringify(a?.figures) === JSON.stringify(b.figures)
}
