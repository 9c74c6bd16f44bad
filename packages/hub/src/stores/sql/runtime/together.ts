import type { Answer, Script, Statement } from './script.ts'

type Results<S extends readonly Script<unknown>[]> = {
  -readonly [K in keyof S]: S[K] extends Script<infer T> ? T : never
}

/**
 * Runs scripts in lockstep: what the first steps of all of them ask goes to the database together, and so on, in the
 * order in which they stand. However many read something, that costs the round trips of the longest of them. None of
 * them may write its last step here.
 */
export function* together<const S extends readonly Script<unknown>[]>(scripts: S): Script<Results<S>> {
  const results: unknown[] = new Array(scripts.length)
  let asked: Statement[] = []
  let waiting: { readonly nth: number; readonly from: number; readonly to: number }[] = []

  function advance(nth: number, answers: readonly Answer[]): void {
    const step = (scripts[nth] as Script<unknown>).next(answers)
    if (step.done) {
      results[nth] = step.value
      return
    }
    if (step.value.last) throw new Error('A script that runs together with others cannot end the transaction')
    const from = asked.length
    asked.push(...step.value.statements)
    waiting.push({ nth, from, to: asked.length })
  }

  for (let nth = 0; nth < scripts.length; nth++) advance(nth, [])
  while (waiting.length > 0) {
    const answers = yield { statements: asked, last: false }
    const answered = waiting
    asked = []
    waiting = []
    for (const { nth, from, to } of answered) advance(nth, answers.slice(from, to))
  }
  return results as Results<S>
}
