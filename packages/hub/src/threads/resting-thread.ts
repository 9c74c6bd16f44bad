import { BatonError } from '@baton/protocol'
import type { Questions } from '#threads/inside'
import { type Ask, startThread, type Thread, type ThreadOptions } from './thread.ts'

export interface RestingThread<Q extends Questions> extends AsyncDisposable {
  ask: Ask<Q>
}

/**
 * A thread that is there when it is needed: started with the first question, ended when nobody has asked for a while,
 * and replaced with the next question where it died.
 */
export function restingThread<Q extends Questions>({
  restsAfterMs,
  ...options
}: ThreadOptions & { readonly restsAfterMs: number }): RestingThread<Q> {
  let thread: Thread<Q> | null = null
  let waiting = 0
  let closed = false
  let resting: NodeJS.Timeout | undefined
  let endings: Promise<unknown> = Promise.resolve()

  const rest = () => {
    const ended = thread
    thread = null
    endings = Promise.all([endings, ended?.[Symbol.asyncDispose]()])
  }
  return {
    ask(name, ...parameters) {
      if (closed) return Promise.reject(new BatonError('hub.draining'))
      clearTimeout(resting)
      if (!thread?.isAlive) thread = startThread<Q>(options)
      waiting += 1
      return thread.ask(name, ...parameters).finally(() => {
        waiting -= 1
        if (waiting === 0 && !closed) resting = setTimeout(rest, restsAfterMs).unref()
      })
    },
    async [Symbol.asyncDispose]() {
      closed = true
      clearTimeout(resting)
      rest()
      await endings
    },
  }
}
