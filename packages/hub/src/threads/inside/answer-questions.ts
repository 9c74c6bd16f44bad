// What every program that runs in a thread begins with. It imports nothing but types, so that a small thread stays small.
import { parentPort } from 'node:worker_threads'
import type { BatonError } from '@baton/protocol'
import type { Answer, News, Question, Questions } from './messages.ts'

/**
 * Answers from now on; outside of a thread nothing happens. A question that fails costs only itself. The bytes of
 * `handedOver` are given away with the answer instead of being copied.
 */
export function answerQuestions<Q extends Questions>(
  answers: Q,
  handedOver: (value: Awaited<ReturnType<Q[keyof Q]>>) => readonly ArrayBuffer[] = () => [],
): void {
  parentPort?.on('message', async (question: Question) => {
    const answer = await answered(question, answers)
    const bytes = 'value' in answer ? handedOver(answer.value as Awaited<ReturnType<Q[keyof Q]>>) : []
    parentPort?.postMessage(answer, [...bytes])
  })
}

/** Says something that nobody has asked for. */
export function publish(news: unknown): void {
  parentPort?.postMessage({ news } satisfies News)
}

async function answered({ number, name, parameters }: Question, answers: Questions): Promise<Answer> {
  const answer = answers[name] as ((...parameters: readonly unknown[]) => unknown) | undefined
  if (!answer) return { number, fault: `This thread does not know ${name}` }
  try {
    return { number, value: await answer(...parameters) }
  } catch (error) {
    if (isCoded(error)) return { number, failure: { code: error.code, details: error.details } }
    return { number, fault: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

/** A `BatonError`, known by its name: its class would bring all of the protocol into each thread. */
function isCoded(error: unknown): error is BatonError {
  return error instanceof Error && error.name === 'BatonError' && 'code' in error
}
