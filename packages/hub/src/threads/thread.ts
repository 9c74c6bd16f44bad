import { Worker } from 'node:worker_threads'
import { BatonError, type ErrorCode } from '@baton/protocol'
import type { Answer, News, Question, Questions } from '#threads/inside'

export interface ThreadOptions {
  /** The file that runs inside; it answers with `answerQuestions` of `#threads/inside`. */
  readonly program: URL
  /** Copied into the thread as its `workerData`. */
  readonly data?: unknown
  /** A thread that needs more dies of it. */
  readonly memory: { readonly maxOldGenerationSizeMb: number; readonly maxYoungGenerationSizeMb?: number }
  /** Questions beyond so many without an answer are refused with `hub.busy`. */
  readonly mostWaiting: number
  /** A thread that has not answered by then is ended. Missing: it is waited for. */
  readonly answersWithinMs?: number
  /** The code of questions whose thread died or was late. */
  readonly lost?: ErrorCode
  /** Told of what the thread says without having been asked. If it throws, the thread is ended, and lost with that cause. */
  readonly onNews?: (news: unknown) => void
}

/** One thread and its life. */
export interface Thread<Q extends Questions> extends AsyncDisposable {
  /** False once it has ended, died or been late; it comes to life no more. */
  readonly isAlive: boolean
  /**
   * Rejects with the code of the answer, with `hub.busy`, with `hub.draining` once the thread was ended, and with the
   * code of `lost` where it died or was late; its cause is what it died of.
   */
  ask: Ask<Q>
}

export type Ask<Q extends Questions> = <Name extends keyof Q & string>(
  name: Name,
  ...parameters: Parameters<Q[Name]>
) => Promise<Awaited<ReturnType<Q[Name]>>>

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
  readonly late: NodeJS.Timeout | undefined
}

/** Starts it at once. While nobody waits for an answer it keeps no process alive. */
export function startThread<Q extends Questions>(options: ThreadOptions): Thread<Q> {
  const { program, data, memory, mostWaiting, answersWithinMs, lost = 'hub.internal', onNews } = options
  const worker = new Worker(program, { workerData: data, resourceLimits: memory })
  const waiting = new Map<number, Waiting>()
  let asked = 0
  let over: BatonError | null = null

  const end = (why: BatonError) => {
    over ??= why
    for (const { reject, late } of waiting.values()) {
      clearTimeout(late)
      reject(over)
    }
    waiting.clear()
  }
  const lose = (cause?: unknown) => end(new BatonError(lost, undefined, { cause }))
  const giveUp = (cause: unknown) => {
    lose(cause)
    void worker.terminate()
  }
  const beLate = () => giveUp(new Error(`No answer within ${answersWithinMs} ms`))
  const hear = (news: unknown) => {
    try {
      onNews?.(news)
    } catch (error) {
      giveUp(error)
    }
  }
  worker.on('error', lose)
  worker.on('exit', () => lose())
  // Which question it answers cannot be known.
  worker.on('messageerror', giveUp)
  worker.on('message', (message: Answer | News) => {
    if ('news' in message) return hear(message.news)
    const question = waiting.get(message.number)
    waiting.delete(message.number)
    clearTimeout(question?.late)
    if (waiting.size === 0) worker.unref()
    if ('value' in message) question?.resolve(message.value)
    else if ('failure' in message) {
      question?.reject(new BatonError(message.failure.code, message.failure.details))
    } else question?.reject(new Error(message.fault))
  })
  worker.unref()

  return {
    get isAlive() {
      return over === null
    },
    ask: (name, ...parameters) =>
      new Promise((resolve, reject) => {
        if (over) return reject(over)
        if (waiting.size >= mostWaiting) return reject(new BatonError('hub.busy'))
        asked += 1
        worker.postMessage({ number: asked, name, parameters } satisfies Question)
        worker.ref()
        const late = answersWithinMs === undefined ? undefined : setTimeout(beLate, answersWithinMs)
        waiting.set(asked, { resolve: resolve as Waiting['resolve'], reject, late })
      }),
    async [Symbol.asyncDispose]() {
      end(new BatonError('hub.draining'))
      await worker.terminate()
    },
  }
}
