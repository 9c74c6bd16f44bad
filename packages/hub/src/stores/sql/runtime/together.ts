import type { Answer, Script, Statement } from './script.ts'

type Values<S extends readonly Script<unknown>[]> = {
  -readonly [K in keyof S]: S[K] extends Script<infer T> ? T : never
}

/** A script that waits for the answers to its share of a step. */
interface Waiting {
  readonly index: number
  readonly asked: number
}

/**
 * Runs scripts in lockstep: what each of them asks next goes in one step, so that on Postgres many of them take as many
 * round trips as the longest one. Within a step the statements stand in the order of the scripts: one that takes a lock
 * is to be the first. None of them may be the last step of a transaction.
 */
export function* together<const S extends readonly Script<unknown>[]>(scripts: S): Script<Values<S>> {
  const values: unknown[] = new Array(scripts.length)
  let waiting: Waiting[] = []
  let statements: Statement[] = []
  for (let index = 0; index < scripts.length; index++) go(index, [])
  while (waiting.length > 0) {
    const answers = yield { statements, last: false }
    const answered = waiting
    waiting = []
    statements = []
    let from = 0
    for (const { index, asked } of answered) {
      go(index, answers.slice(from, from + asked))
      from += asked
    }
  }
  return values as Values<S>

  /** On to what this script asks next, or to its end. */
  function go(index: number, answers: readonly Answer[]): void {
    const step = (scripts[index] as Script<unknown>).next(answers)
    if (step.done) {
      values[index] = step.value
      return
    }
    if (step.value.last) throw new Error('Of scripts that run together none may end the transaction')
    statements.push(...step.value.statements)
    waiting.push({ index, asked: step.value.statements.length })
  }
}
