import { BatonError, turns } from '@baton/protocol'
import type { Questions } from '#threads/inside'
import { type Ask, startThread, type Thread, type ThreadOptions } from './thread.ts'

export interface ThreadPool<Q extends Questions> extends AsyncDisposable {
  /** As of one thread; `mostWaiting` counts the questions that no thread has taken up yet. */
  ask: Ask<Q>
}

/** So many threads at most, each with one question at a time. One that died or was late is replaced. */
export function threadPool<Q extends Questions>({
  threads,
  mostWaiting,
  ...options
}: ThreadOptions & { readonly threads: number }): ThreadPool<Q> {
  const line = turns({ atOnce: threads, mostWaiting })
  const all = new Set<Thread<Q>>()
  const idle: Thread<Q>[] = []
  let closed = false

  const take = (): Thread<Q> => {
    const known = idle.pop()
    if (known?.isAlive) return known
    if (known) {
      all.delete(known)
      return take()
    }
    const started = startThread<Q>({ ...options, mostWaiting: 1 })
    all.add(started)
    return started
  }
  return {
    ask: (name, ...parameters) =>
      line.take(() => {
        if (closed) throw new BatonError('hub.draining')
        const thread = take()
        return thread.ask(name, ...parameters).finally(() => {
          if (thread.isAlive) idle.push(thread)
          else all.delete(thread)
        })
      }),
    async [Symbol.asyncDispose]() {
      closed = true
      await Promise.all([...all].map((thread) => thread[Symbol.asyncDispose]()))
    },
  }
}
