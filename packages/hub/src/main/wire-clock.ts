import { uptime } from 'node:os'
import { type ClockStepsParts, clockSteps } from '#engine'
import { type SqlDatabase, sqlPlayTimes } from '#stores/sql'

export interface ClockParts extends Omit<ClockStepsParts, 'uptimeMs' | 'plays'> {
  readonly database: SqlDatabase
  readonly soleWorker: boolean
}

/** What is meant by the clock on the wall goes with the machine's from now on. */
export function wireClock({ database, soleWorker, ...parts }: ClockParts): AsyncDisposable {
  return clockSteps({
    ...parts,
    uptimeMs: () => uptime() * 1_000,
    ...(soleWorker && { plays: sqlPlayTimes(database) }),
  })
}
