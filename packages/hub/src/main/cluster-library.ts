// The library work of many workers: one of them does it, all of them are asked.
import type { HouseholdId } from '@baton/protocol'
import type { Bell, Clock, Installation, Leases } from '#engine'
import type { LibraryWork } from './library-work.ts'

const LOOK_FOR_ERRANDS_EVERY_MS = 1_000
/** Households that came while another worker was asked. */
const LOOK_FOR_HOUSEHOLDS_EVERY_MS = 10_000

const ERRANDS = { scan: 'library.scan', cancel: 'library.cancel' } as const

export interface SharedLibraryParts {
  readonly installation: Installation
  readonly onFailure: (error: unknown) => void
}

/** For a `LibraryWork` that shares its work: how it leaves word for the holder. */
export function passOnTo({ installation, onFailure }: SharedLibraryParts) {
  return (householdId: HouseholdId, errand: keyof typeof ERRANDS): void => {
    installation.leaveErrand(ERRANDS[errand], householdId).catch(onFailure)
  }
}

/** Does the work while this worker holds its lease. The returned function gives it up. */
export function shareLibraryWork(
  work: LibraryWork,
  {
    installation,
    leases,
    bell,
    clock,
    households,
    onFailure,
  }: SharedLibraryParts & {
    readonly leases: Leases
    readonly bell: Bell
    readonly clock: Clock
    readonly households: () => Promise<readonly HouseholdId[]>
  },
): () => Promise<void> {
  const stopHearing = bell.onPassed(({ beacon }) => {
    if (beacon.type === 'scan') work.hear(beacon)
  })
  const giveUp = leases.whileHeld('library', async (signal) => {
    work.takeUp()
    const begun = new Set<HouseholdId>()
    const beginNew = async () => {
      for (const householdId of await households()) {
        if (!begun.has(householdId) && work.start(householdId)) begun.add(householdId)
      }
    }
    const runErrands = async () => {
      for (const { name, householdId } of await installation.takeErrands(Object.values(ERRANDS))) {
        if (name === ERRANDS.cancel) work.cancel(householdId)
        else work.start(householdId)
      }
    }
    const stops = [
      repeatedly(clock, LOOK_FOR_HOUSEHOLDS_EVERY_MS, beginNew, onFailure),
      repeatedly(clock, LOOK_FOR_ERRANDS_EVERY_MS, runErrands, onFailure),
    ]
    await ended(signal)
    for (const stop of stops) stop()
    await work.layDown()
  })
  return async () => {
    stopHearing()
    await giveUp()
  }
}

/** Resolves when the signal aborts. */
export function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

function repeatedly(
  clock: Clock,
  everyMs: number,
  task: () => Promise<void>,
  onFailure: (error: unknown) => void,
): () => void {
  let cancel = () => {}
  let stopped = false
  const run = () => {
    task()
      .catch(onFailure)
      .finally(() => {
        if (!stopped) cancel = clock.after(everyMs, run)
      })
  }
  run()
  return () => {
    stopped = true
    cancel()
  }
}
