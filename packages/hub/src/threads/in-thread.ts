import type { Questions } from '#threads/inside'
import { type Ask, startThread, type ThreadOptions } from './thread.ts'

/** Each question gets a thread that is there for it alone. An abort ends the thread, and rejects with its reason. */
export function inThread<Q extends Questions>({
  signal,
  ...options
}: Omit<ThreadOptions, 'mostWaiting'> & { readonly signal?: AbortSignal | undefined }): Ask<Q> {
  return (name, ...parameters) => {
    if (signal?.aborted) return Promise.reject(signal.reason)
    const thread = startThread<Q>({ ...options, mostWaiting: 1 })
    const end = () => void thread[Symbol.asyncDispose]()
    signal?.addEventListener('abort', end, { once: true })
    return thread
      .ask(name, ...parameters)
      .catch((error: unknown) => {
        signal?.throwIfAborted()
        throw error
      })
      .finally(() => {
        signal?.removeEventListener('abort', end)
        return thread[Symbol.asyncDispose]()
      })
  }
}
