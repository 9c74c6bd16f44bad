import type { DownloadId } from '@baton/protocol'

/** By these one worker at a time works on a download. */
export interface WorkLeases {
  /** How long one is held that is not renewed. */
  readonly forMs: number
  /** Takes it or renews it. Its generation, which grows whenever it was anybody's anew; null: it is another worker's. */
  take(downloadId: DownloadId): Promise<number | null>
  giveUp(downloadId: DownloadId): Promise<void>
}

/** Where there is no other worker. */
export const SOLE_WORKER: WorkLeases = {
  forMs: Number.POSITIVE_INFINITY,
  take: async () => 1,
  giveUp: async () => {},
}

/** Another worker may be at it: what is there of the download is not this one's any more. */
export class LeaseLost extends Error {}

export interface WorkLease {
  /** Throws `LeaseLost`, or that the store is away: while that lasts it is held until its time is over. */
  renew(): Promise<void>
}

/** Null: another worker is at it. */
export async function workLease(
  leases: WorkLeases,
  downloadId: DownloadId,
  monotonicMs: () => number,
): Promise<WorkLease | null> {
  const renewEveryMs = leases.forMs / 10
  let askedAt = monotonicMs()
  const generation = await leases.take(downloadId)
  if (generation === null) return null
  return {
    async renew() {
      const now = monotonicMs()
      if (now - askedAt < renewEveryMs) return
      const isOver = now - askedAt >= leases.forMs
      if (isOver || (await leases.take(downloadId)) !== generation) throw new LeaseLost()
      askedAt = now
    },
  }
}
