// A thread that answers questions by name: it is started with the first one, ended when nobody has asked for a while,
// and one that ended or died is replaced with the next question. While nobody waits for an answer it keeps no process
// alive.
import { Worker } from 'node:worker_threads'
import { BatonError, type ErrorCode, type ErrorDetails } from '@baton/protocol'

const MAX_WAITING = 1_000

export type ThreadSource =
  | { readonly engine: 'sqlite'; readonly path: string }
  | { readonly engine: 'postgres'; readonly url: string; readonly ca?: string | undefined }

export type Question = {
  readonly number: number
  readonly name: string
  readonly parameters: readonly unknown[]
}

export type Answer = { readonly number: number } & (
  | { readonly value: unknown }
  | { readonly failure: { readonly code: ErrorCode; readonly details?: ErrorDetails | undefined } }
  | { readonly fault: string }
)

export interface AskedThread extends AsyncDisposable {
  ask(name: string, parameters: readonly unknown[]): Promise<unknown>
}

export type ThreadLimits = {
  readonly maxOldGenerationSizeMb: number
  readonly maxYoungGenerationSizeMb: number
  /** Nobody has asked for so long: it gives its memory back. */
  readonly restsAfterMs: number
}

type Waiting = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }

export function askedThread(
  program: URL,
  source: ThreadSource,
  { restsAfterMs, ...memory }: ThreadLimits,
): AskedThread {
  const waiting = new Map<number, Waiting>()
  let worker: Worker | null = null
  let asked = 0
  let closed = false
  let resting: NodeJS.Timeout | undefined
  let ending: Promise<unknown> = Promise.resolve()

  const rest = () => {
    const ended = worker
    worker = null
    ending = Promise.all([ending, ended?.terminate()])
  }
  const failAll = (error: () => Error) => {
    for (const { reject } of waiting.values()) reject(error())
    waiting.clear()
  }
  const start = () => {
    const started = new Worker(program, { workerData: source, resourceLimits: memory })
    let cause: unknown
    started.on('error', (error) => {
      cause = error
    })
    started.on('message', (answer: Answer) => {
      const question = waiting.get(answer.number)
      waiting.delete(answer.number)
      if (waiting.size === 0) {
        started.unref()
        resting = setTimeout(rest, restsAfterMs).unref()
      }
      if ('value' in answer) question?.resolve(answer.value)
      else if ('failure' in answer) {
        question?.reject(new BatonError(answer.failure.code, answer.failure.details))
      } else question?.reject(new Error(answer.fault))
    })
    started.on('exit', () => {
      if (worker !== started) return
      worker = null
      failAll(() => new BatonError('store.unavailable', undefined, { cause }))
    })
    started.unref()
    return started
  }
  return {
    ask: (name, parameters) =>
      new Promise<unknown>((resolve, reject) => {
        if (closed) return reject(new BatonError('hub.draining'))
        if (waiting.size >= MAX_WAITING) return reject(new BatonError('hub.busy'))
        clearTimeout(resting)
        worker ??= start()
        worker.ref()
        asked += 1
        waiting.set(asked, { resolve, reject })
        worker.postMessage({ number: asked, name, parameters } satisfies Question)
      }),
    async [Symbol.asyncDispose]() {
      closed = true
      clearTimeout(resting)
      rest()
      await ending
      failAll(() => new BatonError('hub.draining'))
    },
  }
}

/** What the thread itself does with a question. */
export async function answered(
  { number, name, parameters }: Question,
  answers: Readonly<Record<string, (...parameters: never[]) => Promise<unknown>>>,
): Promise<Answer> {
  const answer = answers[name] as ((...parameters: readonly unknown[]) => Promise<unknown>) | undefined
  if (!answer) return { number, fault: `This thread does not know ${name}` }
  return answer(...parameters).then(
    (value): Answer => ({ number, value }),
    (error: unknown): Answer =>
      error instanceof BatonError
        ? { number, failure: { code: error.code, details: error.details } }
        : { number, fault: error instanceof Error ? (error.stack ?? error.message) : String(error) },
  )
}
