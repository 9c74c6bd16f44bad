import type { DownloadId, HouseholdId } from '@baton/protocol'

interface Waiting {
  readonly householdId: HouseholdId
  readonly run: () => Promise<void>
}

/** Those that have their turn run; so many at once, and so many of each household, so that none keeps the others waiting. */
export interface WorkQueue {
  /** Nothing happens for one that waits already; one that runs has another turn then. `run` never rejects. */
  add(householdId: HouseholdId, downloadId: DownloadId, run: () => Promise<void>): void
  drop(downloadId: DownloadId): void
}

export function workQueue(limits: { readonly atOnce: number; readonly ofHousehold: number }): WorkQueue {
  const waiting = new Map<DownloadId, Waiting>()
  const running = new Map<DownloadId, HouseholdId>()

  const mayRun = ([downloadId, { householdId }]: readonly [DownloadId, Waiting]) =>
    !running.has(downloadId) &&
    [...running.values()].filter((one) => one === householdId).length < limits.ofHousehold

  const next = () => {
    while (running.size < limits.atOnce) {
      const found = [...waiting].find(mayRun)
      if (!found) return
      const [downloadId, { householdId, run }] = found
      waiting.delete(downloadId)
      running.set(downloadId, householdId)
      void run().finally(() => {
        running.delete(downloadId)
        next()
      })
    }
  }
  return {
    add(householdId, downloadId, run) {
      if (waiting.has(downloadId)) return
      waiting.set(downloadId, { householdId, run })
      next()
    },
    drop: (downloadId) => void waiting.delete(downloadId),
  }
}
