// The libraries of many households, and many workers: one of them does the work of a household, all of them are asked.
import type { HouseholdId } from '@baton/protocol'
import { aborted, type Bell, type Clock, type Installation, type Leases, repeatedly } from '#engine'
import type { ScanSchedule } from './scan-schedule.ts'

const TAKE_REQUESTS_EVERY_MS = 1_000
/** Households that came or went while another worker was asked. */
const LOOK_FOR_HOUSEHOLDS_EVERY_MS = 10_000

const JOBS = {
  scan: 'library.scan',
  'read-everything': 'library.read-everything',
  cancel: 'library.cancel',
} as const

export interface SharedLibraryParts {
  readonly installation: Pick<Installation, 'requestJob' | 'takeJobRequests'>
  readonly onFailure: (error: unknown) => void
}

/** For a `ScanSchedule` that shares its work: how it asks the worker that holds the household's lease. */
export function requestOfHolder({ installation, onFailure }: SharedLibraryParts) {
  return (householdId: HouseholdId, job: keyof typeof JOBS): void => {
    installation.requestJob(JOBS[job], householdId).catch(onFailure)
  }
}

/** Does the work of each household whose lease this worker holds. The returned function gives all of it up. */
export function shareAmongWorkers(
  schedule: ScanSchedule,
  {
    installation,
    leases,
    bell,
    clock,
    households,
    onFailure,
  }: SharedLibraryParts & {
    readonly leases: Leases
    readonly bell: Pick<Bell, 'onPassed'>
    readonly clock: Clock
    readonly households: () => Promise<readonly HouseholdId[]>
  },
): () => Promise<void> {
  /** Of every household that there is, whoever holds it: how to give it up. */
  const known = new Map<HouseholdId, () => Promise<void>>()
  const held = new Set<HouseholdId>()

  const whileHeld = (householdId: HouseholdId) =>
    leases.whileHeld(`library:${householdId}`, async (signal) => {
      held.add(householdId)
      schedule.acquire(householdId)
      await aborted(signal)
      held.delete(householdId)
      await schedule.release(householdId)
    })
  const lookForHouseholds = async () => {
    const present = new Set(await households())
    for (const householdId of present) {
      if (!known.has(householdId)) known.set(householdId, whileHeld(householdId))
    }
    const gone = [...known].filter(([householdId]) => !present.has(householdId))
    for (const [householdId] of gone) known.delete(householdId)
    await Promise.all(gone.map(([, giveUp]) => giveUp()))
  }
  const takeRequests = async () => {
    if (held.size === 0) return
    for (const { name, householdId } of await installation.takeJobRequests(Object.values(JOBS), [...held])) {
      if (name === JOBS.cancel) schedule.cancel(householdId)
      else schedule.start(householdId, name === JOBS.scan ? 'changes' : 'everything')
    }
  }

  const stops = [
    bell.onPassed(({ householdId, beacon }) => {
      if (beacon.type === 'scan') schedule.report(householdId, beacon)
    }),
    repeatedly(clock, LOOK_FOR_HOUSEHOLDS_EVERY_MS, lookForHouseholds, onFailure),
    repeatedly(clock, TAKE_REQUESTS_EVERY_MS, takeRequests, onFailure),
  ]
  return async () => {
    await Promise.all(stops.map((stop) => stop()))
    await Promise.all([...known.values()].map((giveUp) => giveUp()))
  }
}
