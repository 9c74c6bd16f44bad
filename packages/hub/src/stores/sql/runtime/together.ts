import type { Answer, Script, Step } from './script.ts'

type Values<S extends readonly Script<unknown>[]> = {
  -readonly [K in keyof S]: S[K] extends Script<infer T> ? T : never
}

/**
 * Runs scripts in lockstep: what each of them asks next goes in one step, so that on Postgres many of them take as many
 * round trips as the longest one. Within a step the statements stand in the order of the scripts: one that takes a lock
 * is to be the first. None of them may be the last step of a transaction.
 */
export function* together<const S extends readonly Script<unknown>[]>(scripts: S): Script<Values<S>> {
  const values: unknown[] = scripts.map(() => undefined)
  let running = scripts.flatMap((script, index) => next(script, index))
  while (running.length > 0) {
    const answers = yield { statements: running.flatMap(({ step }) => step.statements), last: false }
    let from = 0
    running = running.flatMap(({ script, index, step }) => {
      const own = answers.slice(from, from + step.statements.length)
      from += step.statements.length
      return next(script, index, own)
    })
  }
  return values as Values<S>

  /** The step that a script waits for; none, where it has ended. */
  function next(script: Script<unknown>, index: number, answers?: readonly Answer[]): readonly Running[] {
    const result = answers ? script.next(answers) : script.next()
    if (result.done) {
      values[index] = result.value
      return []
    }
    if (result.value.last) throw new Error('Of scripts that run together none may end the transaction')
    return [{ script, index, step: result.value }]
  }
}

interface Running {
  readonly script: Script<unknown>
  readonly index: number
  readonly step: Step
}
