// Looks at the parts of the hub every few seconds, keeps when they turned, and tells whoever follows the room `health`.
// Rules in docs/protocol/health.md.
import {
  BatonError,
  HEALTH_KEPT_HOURS,
  HealthComponent,
  type HealthHistory,
  type HouseholdId,
  type SystemHealth,
} from '@baton/protocol'
import {
  type Clock,
  type HealthReadings,
  type HealthRecords,
  type HealthRow,
  isLost,
  mustBeWithin,
  type RunningEngine,
  systemHealth,
  WORKER_MISSED_FOR_MS,
} from '#engine'
import { KnownRows, type Whose } from './known-rows.ts'
import { type Finding, type HouseholdLooks, NO_ANSWER, type WorkerLooks, within } from './look.ts'
import { lookAll } from './look-all.ts'
import { DATABASE_AWAY } from './looks/worker.ts'

export const LOOK_EVERY_MS = 10_000
/** That a worker looks still is written this often. */
const WRITE_EVERY_MS = 30_000
const PRUNE_EVERY_MS = 3_600_000
/** What costs more to look at is looked at first when the hub has long begun. */
const SELDOM_AFTER_MS = 60_000
const ANSWERS_WITHIN_MS = 5_000
/** Somebody waits. */
const DATABASE_ANSWERS_WITHIN_MS = 1_000
/** Many households take transitions. */
const HOUSEHOLDS_AT_ONCE = 100
const KEPT_OF_EACH = 500
const MOST_TOLD = 2_000
const HOUR_MS = 3_600_000

export interface HealthWatchParts {
  readonly records: HealthRecords
  readonly engine: Pick<RunningEngine, 'now' | 'beaconHere' | 'followed'>
  readonly clock: Pick<Clock, 'after' | 'monotonicMs'>
  /** By which name this worker is known, also after it was started anew. */
  readonly worker: string
  /** No other worker shares the records. */
  readonly isAlone: boolean
  /** A look at `database` rejects or answers `database.away` where it is. */
  readonly looks: WorkerLooks
  /** Parts of the worker that it costs something to look at. */
  readonly seldomLooks: WorkerLooks
  /** What this worker knows of a household. */
  readonly looksOf: (householdId: HouseholdId) => HouseholdLooks
  /** Whose work this worker does. */
  readonly households: () => readonly HouseholdId[]
  readonly onFailure: (error: unknown) => void
  readonly everyMs?: number
}

export interface RunningHealth extends HealthReadings, AsyncDisposable {
  /** This worker has looked at itself when it resolves. */
  start(): Promise<void>
}

export function healthWatch(parts: HealthWatchParts): RunningHealth {
  const { records, engine, clock, looks, seldomLooks, looksOf, onFailure } = parts
  const { everyMs = LOOK_EVERY_MS } = parts
  const self: Whose = { householdId: null, worker: parts.worker }
  const startedAt = clock.monotonicMs()
  const known = new KnownRows()
  const learned = new Set<HouseholdId>()
  /** What the followers of each household were told last. */
  let told = new Map<HouseholdId, string>()
  let writtenAt = Number.NEGATIVE_INFINITY
  let prunedAt = startedAt
  let nextHousehold = 0
  let cancel = () => {}
  let running: Promise<void> = Promise.resolve()
  let isStopped = false

  async function round(): Promise<void> {
    await lookAtSelf()
    await lookAtHouseholds()
    await save()
    await tellFollowers()
    await prune()
  }

  async function lookAtSelf(): Promise<void> {
    const isLate = clock.monotonicMs() - startedAt >= SELDOM_AFTER_MS
    const found = await lookAll({ ...looks, ...(isLate && seldomLooks) }, () => ANSWERS_WITHIN_MS)
    for (const [component, finding] of found)
      known.note(self, component, meant(component, finding), engine.now())
  }

  async function lookAtHouseholds(): Promise<void> {
    const all = parts.households()
    for (const householdId of learned) if (!all.includes(householdId)) leave(householdId)
    if (isDatabaseAway()) return
    const first = nextHousehold < all.length ? nextHousehold : 0
    const some = all.slice(first, first + HOUSEHOLDS_AT_ONCE)
    nextHousehold = first + some.length
    try {
      const strangers = some.filter((householdId) => !learned.has(householdId))
      if (strangers.length > 0) known.learn(await records.present(strangers))
      for (const householdId of strangers) learned.add(householdId)
    } catch (error) {
      return onFailure(error)
    }
    for (const householdId of some) {
      const found = await lookAll(looksOf(householdId), () => ANSWERS_WITHIN_MS)
      const whose = { householdId, worker: null }
      for (const [component, finding] of found) known.note(whose, component, finding, engine.now())
    }
  }

  function leave(householdId: HouseholdId): void {
    learned.delete(householdId)
    known.drop({ householdId, worker: null })
  }

  const isDatabaseAway = () => known.get(self, 'database')?.status === 'unhealthy'

  async function save(): Promise<void> {
    const isDue = clock.monotonicMs() - writtenAt >= WRITE_EVERY_MS
    if ((!isDue && !known.hasTransitions) || isDatabaseAway()) return
    try {
      await known.save(records.write)
      writtenAt = clock.monotonicMs()
    } catch (error) {
      onFailure(error)
    }
  }

  async function tellFollowers(): Promise<void> {
    const followed = engine.followed()
    const before = told
    told = new Map()
    if (followed.length === 0) return
    const rows = isDatabaseAway() ? [] : await records.present(followed).catch(() => [])
    for (const householdId of followed) {
      const health = merged(householdId, rows)
      const news = JSON.stringify([
        health.status,
        health.components.map(({ component, code, since }) => [component, code, since]),
      ])
      told.set(householdId, news)
      if (before.get(householdId) !== news)
        engine.beaconHere(householdId, 'health', { type: 'health', health })
    }
  }

  /** What this worker knows by itself counts more than what was written of it. */
  function merged(householdId: HouseholdId, rows: readonly HealthRow[], fresh: readonly HealthRow[] = []) {
    const now = engine.now()
    // Who answers is there, however long ago it looked.
    const present = known.of(self).map((row) => ({ ...row, seenAt: now }))
    const own = [...present, ...known.of({ householdId, worker: null })]
    const others = rows.filter(
      (row) => row.householdId === householdId || (row.householdId === null && row.worker !== parts.worker),
    )
    const byKey = new Map(
      [...others, ...own, ...fresh].map((row) => [`${row.worker} ${row.component}`, row] as const),
    )
    return systemHealth([...byKey.values()], now)
  }

  async function prune(): Promise<void> {
    if (clock.monotonicMs() - prunedAt < PRUNE_EVERY_MS || isDatabaseAway()) return
    prunedAt = clock.monotonicMs()
    const now = engine.now()
    const horizon = {
      transitionsBefore: now - HEALTH_KEPT_HOURS * HOUR_MS,
      keepOfEach: KEPT_OF_EACH,
      workersBefore: now - WORKER_MISSED_FOR_MS,
    }
    await records.prune(horizon).catch(onFailure)
  }

  const goOn = () => {
    running = round()
      .catch(onFailure)
      .then(() => {
        if (!isStopped) cancel = clock.after(everyMs, goOn)
      })
  }

  /** What was found before stands in for what does not answer while somebody waits. */
  function freshRow(whose: Whose, component: HealthComponent, found: Finding): HealthRow {
    const before = known.get(whose, component)
    if (before && found === NO_ANSWER) return before
    const at = engine.now()
    const isSame = before?.status === found.status && before.code === found.code
    return { ...whose, component, ...found, since: isSame ? before.since : at, seenAt: at }
  }

  async function present(householdId: HouseholdId): Promise<SystemHealth> {
    const { database, bell } = looks
    const found = await lookAll({ ...(database && { database }), ...(bell && { bell }) }, (component) =>
      component === 'database' ? DATABASE_ANSWERS_WITHIN_MS : ANSWERS_WITHIN_MS,
    )
    const fresh = found.map(([component, finding]) => freshRow(self, component, meant(component, finding)))
    for (const [component, look] of Object.entries({ ...looks, ...seldomLooks })) {
      const name = component as HealthComponent
      if (name === 'database' || name === 'bell' || known.get(self, name)) continue
      fresh.push(freshRow(self, name, (await within(look, ANSWERS_WITHIN_MS)) ?? NO_ANSWER))
    }
    if (fresh.some(({ code }) => code === 'database.away')) return merged(householdId, [], fresh)
    const whose = { householdId, worker: null }
    const [rows, ofHousehold] = await Promise.all([
      records.present([householdId]),
      lookAll(looksOf(householdId), () => ANSWERS_WITHIN_MS),
    ])
    for (const [component, finding] of ofHousehold) fresh.push(freshRow(whose, component, finding))
    return merged(householdId, rows, fresh)
  }

  return {
    async start() {
      known.learn((await records.present([])).filter(({ worker }) => worker === parts.worker))
      await lookAtSelf()
      await save()
      goOn()
    },
    present: (principal) => present(mustBeWithin(principal, 'read').householdId),
    async history(principal, hours): Promise<HealthHistory> {
      const { householdId, roles } = mustBeWithin(principal, 'admin')
      if (!roles.includes('owner')) throw new BatonError('auth.forbidden')
      const to = engine.now()
      const from = to - hours * HOUR_MS
      const transitions = await records.transitions(householdId, from, MOST_TOLD)
      const rows = await records.present([householdId])
      const components = rows
        .filter(({ code }) => code !== 'stopped')
        .toSorted(inOrder)
        .map((row) => {
          const { householdId: _, seenAt, ...shown } = row
          return { ...shown, isLost: isLost(row, to) }
        })
      return { from, to, components, transitions: [...transitions] }
    },
    async [Symbol.asyncDispose]() {
      isStopped = true
      cancel()
      await running
      if (isDatabaseAway()) return
      const at = engine.now()
      for (const { component } of known.of(self)) {
        known.note(self, component, { status: 'unavailable', code: 'stopped', figures: {} }, at)
      }
      await known.save(records.write).catch(onFailure)
      if (!parts.isAlone) await records.forget(parts.worker).catch(onFailure)
    },
  }
}

/** A store that does not answer is away. */
function meant(component: HealthComponent, found: Finding): Finding {
  return component === 'database' && found === NO_ANSWER ? DATABASE_AWAY : found
}

const ORDER = new Map(HealthComponent.options.map((component, nth) => [component, nth]))

function inOrder(a: HealthRow, b: HealthRow): number {
  const byComponent = (ORDER.get(a.component) ?? 0) - (ORDER.get(b.component) ?? 0)
  return byComponent || `${a.worker}`.localeCompare(`${b.worker}`)
}
