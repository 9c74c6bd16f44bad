// Who sends bytes at the moment, in this worker.
import { BatonError, type HouseholdId, type UploadId } from '@baton/protocol'

/** Bytes of so many files or parts are taken at once. */
const MOST = 400
/** Of these, so many of one household: it cannot keep the others out. */
const MOST_OF_HOUSEHOLD = 100

export interface Sending {
  readonly householdId: HouseholdId
  readonly uploadId: UploadId
  /** Which part of a file in numbered parts; null: it comes from front to back. */
  readonly nth: number | null
}

export interface Transfers extends AsyncDisposable {
  /**
   * Of each file or part there is one sender at a time: a new one takes the place of one whose link may be dead. The
   * signal aborts when the place is lost.
   */
  take<T>(sending: Sending, task: (signal: AbortSignal) => Promise<T>): Promise<T>
  /** Cuts everybody off who sends bytes of this upload, and lets nobody begin until the task is over. */
  alone<T>(uploadId: UploadId, task: () => Promise<T>): Promise<T>
}

interface Transfer extends Sending {
  readonly cut: AbortController
  readonly done: Promise<unknown>
}

export function runningTransfers(): Transfers {
  const running = new Map<string, Transfer>()
  const closed = new Map<UploadId, Promise<void>>()
  const stopping = new AbortController()

  const cutOff = ({ cut, done }: Transfer) => {
    cut.abort()
    return done
  }
  function mustHaveRoom(householdId: HouseholdId): void {
    if (stopping.signal.aborted) throw new BatonError('hub.draining')
    const ofHousehold = [...running.values()].filter((one) => one.householdId === householdId)
    if (running.size >= MOST || ofHousehold.length >= MOST_OF_HOUSEHOLD) throw new BatonError('hub.busy')
  }

  return {
    async take(sending, task) {
      const { householdId, uploadId, nth } = sending
      const key = `${uploadId} ${nth}`
      for (;;) {
        const former = running.get(key)
        const over = closed.get(uploadId) ?? (former && cutOff(former))
        if (!over) break
        await over
      }
      mustHaveRoom(householdId)
      const cut = new AbortController()
      const working = task(AbortSignal.any([cut.signal, stopping.signal]))
      const transfer = { ...sending, cut, done: working.catch(() => undefined) }
      running.set(key, transfer)
      try {
        return await working
      } finally {
        if (running.get(key) === transfer) running.delete(key)
      }
    },
    async alone(uploadId, task) {
      for (let over = closed.get(uploadId); over; over = closed.get(uploadId)) await over
      const { promise, resolve } = Promise.withResolvers<void>()
      closed.set(uploadId, promise)
      try {
        const senders = [...running.values()].filter((one) => one.uploadId === uploadId)
        await Promise.all(senders.map(cutOff))
        return await task()
      } finally {
        closed.delete(uploadId)
        resolve()
      }
    },
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await Promise.allSettled([...running.values()].map(({ done }) => done))
    },
  }
}
