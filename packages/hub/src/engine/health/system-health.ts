// How many looks at the parts of a hub are one answer. Rules HE1 to HE4 in docs/protocol/health.md.
import { type ComponentHealth, HealthComponent, type HealthStatus, type SystemHealth } from '@baton/protocol'
import type { HealthRow } from '../ports/health-records.ts'

/** A worker that has not looked for so long is gone: it looks many times meanwhile. */
export const WORKER_LOST_AFTER_MS = 120_000
/** So long it is missed. */
export const WORKER_MISSED_FOR_MS = 3_600_000

const SEVERITY: Readonly<Record<HealthStatus, number>> = {
  unhealthy: 3,
  degraded: 2,
  healthy: 1,
  unavailable: 0,
}

/** Each component as the worst of its rows, in the order of the list. `now`: of the same clock as the rows. */
export function systemHealth(rows: readonly HealthRow[], now: number): SystemHealth {
  const present = rows.filter((row) => !isLost(row, now))
  const missed = rows.filter((row) => isMissed(row, now))
  const components = HealthComponent.options.flatMap((component) => {
    const worst = worstOf(present.filter((row) => row.component === component))
    if (component === 'process' && missed.length > 0) return [withMissed(worst, missed, present)]
    return worst ? [worst] : []
  })
  return { status: overall(components), components }
}

/** Its worker has gone without a word. */
export function isLost({ worker, seenAt }: HealthRow, now: number): boolean {
  return worker !== null && now - seenAt >= WORKER_LOST_AFTER_MS
}

function isMissed(row: HealthRow, now: number): boolean {
  return row.code !== 'stopped' && isLost(row, now) && now - row.seenAt < WORKER_MISSED_FOR_MS
}

function worstOf(rows: readonly HealthRow[]): ComponentHealth | null {
  const [worst] = rows.toSorted((a, b) => SEVERITY[b.status] - SEVERITY[a.status] || a.since - b.since)
  if (!worst) return null
  const { component, status, code, figures, since } = worst
  return { component, status, code, figures, since }
}

function withMissed(
  worst: ComponentHealth | null,
  missed: readonly HealthRow[],
  present: readonly HealthRow[],
): ComponentHealth {
  const figures = { ...worst?.figures, workers: workersIn(present), lostWorkers: workersIn(missed) }
  if (worst && SEVERITY[worst.status] >= SEVERITY.degraded) return { ...worst, figures }
  const since = Math.min(...missed.map(({ seenAt }) => seenAt))
  return { component: 'process', status: 'degraded', code: 'process.worker-lost', figures, since }
}

function workersIn(rows: readonly HealthRow[]): number {
  return new Set(rows.flatMap(({ worker }) => worker ?? [])).size
}

function overall(components: readonly ComponentHealth[]): SystemHealth['status'] {
  if (components.some(({ component, status }) => component === 'database' && status === 'unhealthy'))
    return 'unhealthy'
  return components.some(({ status }) => SEVERITY[status] >= SEVERITY.degraded) ? 'degraded' : 'healthy'
}
