// Walks in a thread of its own, a bounded number of files ahead of whoever asks.
import { Worker } from 'node:worker_threads'
import type { Walked, WalkOptions } from './walk.ts'

const MEMORY = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 4 }

export type WalkedBatch =
  | { readonly walked: readonly Walked[]; readonly isLast: boolean }
  | { readonly unreadable: string }

/** The music folder itself cannot be read: what is in it is not known. */
export class FolderUnreadable extends Error {}

/** Throws `FolderUnreadable` where the root cannot be read, and the signal's reason when it is aborted. */
export async function* walkApart(
  options: WalkOptions,
  signal: AbortSignal,
): AsyncGenerator<readonly Walked[]> {
  signal.throwIfAborted()
  const worker = new Worker(new URL('./walk-thread.ts', import.meta.url), {
    workerData: options,
    resourceLimits: MEMORY,
  })
  const stop = () => void worker.terminate()
  signal.addEventListener('abort', stop, { once: true })
  const next = () =>
    new Promise<WalkedBatch>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', () => reject(new FolderUnreadable('The walk ended too early')))
      worker.postMessage('next')
    }).finally(() => {
      worker.removeAllListeners('message').removeAllListeners('error').removeAllListeners('exit')
      worker.on('error', () => {})
    })
  try {
    let coming = next()
    for (;;) {
      const batch = await coming
      signal.throwIfAborted()
      if ('unreadable' in batch) throw new FolderUnreadable(batch.unreadable)
      if (!batch.isLast) {
        coming = next()
        coming.catch(() => {})
      }
      yield batch.walked
      if (batch.isLast) return
    }
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
    await worker.terminate()
  }
}
