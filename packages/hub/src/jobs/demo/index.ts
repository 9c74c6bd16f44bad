import { Worker } from 'node:worker_threads'

/**
 * Makes the hub's own tunes below `folder`, in a thread of its own; what is there already stays as it is.
 * Each file appears whole, so that a scan may run meanwhile. Cancelling leaves what is finished.
 */
export function makeDemoTunes({
  folder,
  signal,
}: {
  readonly folder: string
  readonly signal?: AbortSignal
}): Promise<void> {
  signal?.throwIfAborted()
  const worker = new Worker(new URL('./demo-thread.ts', import.meta.url), { workerData: folder })
  return new Promise<void>((resolve, reject) => {
    const cancel = () => {
      void worker.terminate()
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', cancel, { once: true })
    worker.once('message', () => resolve())
    worker.once('error', reject)
    worker.once('exit', () => {
      signal?.removeEventListener('abort', cancel)
      reject(new Error('The demo tunes were not finished'))
    })
  })
}
