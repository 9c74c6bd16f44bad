// A script is one piece of database work, written once for both engines: it yields statements and is handed their
// answers. SQLite runs it in one go; Postgres waits between the steps, and sends the statements of one step together.

export type Parameter = string | number | null
export type Row = Readonly<Record<string, unknown>>

export interface Statement {
  /** With `?` for each parameter. A text is one of few: both engines keep it prepared. */
  readonly sql: string
  readonly parameters: readonly Parameter[]
  /** How many rows it has to change, and what is wrong if it changes another number. */
  readonly must?: { readonly change: number; readonly otherwise: () => Error }
}

export interface Answer {
  readonly rows: readonly Row[]
  /** Rows changed by a statement that answers no rows. */
  readonly changed: number
}

/** Statements that are sent together. `last`: nothing is asked or written after them, so the commit may go with them. */
export interface Step {
  readonly statements: readonly Statement[]
  readonly last: boolean
}

export type Script<T> = Generator<Step, T, readonly Answer[]>

/** A statement that reads, and what its rows mean. */
export interface Question<T> {
  readonly statement: Statement
  readonly answer: (rows: readonly Row[]) => T
}

type Answers<Q extends readonly (Question<unknown> | null)[]> = {
  -readonly [K in keyof Q]: Q[K] extends Question<infer T>
    ? T
    : Q[K] extends Question<infer T> | null
      ? T | null
      : null
}

/** Asks several questions in one step. Null stands for a question that need not be asked; its answer is null. */
export function* ask<const Q extends readonly (Question<unknown> | null)[]>(
  ...questions: Q
): Script<Answers<Q>> {
  const asked = questions.filter((question) => question !== null)
  const statements = asked.map((question) => question.statement)
  const answers = statements.length === 0 ? [] : yield { statements, last: false }
  let next = 0
  return questions.map((question) =>
    question === null ? null : question.answer(answers[next++]?.rows ?? []),
  ) as Answers<Q>
}

/** Writes in one step, and throws where a statement changed more or less than it must. Answers with the counts. */
export function* tell(statements: readonly Statement[]): Script<readonly number[]> {
  return yield* written(statements, false)
}

/** The same, as the last step: a script that goes on after it is wrong. Counts are those that must be, or none. */
export function* tellLast(statements: readonly Statement[]): Script<void> {
  yield* written(statements, true)
}

function* written(statements: readonly Statement[], last: boolean): Script<readonly number[]> {
  if (statements.length === 0) return []
  const answers = yield { statements, last }
  return statements.map(({ must }, index) => {
    const changed = answers[index]?.changed ?? 0
    if (must && must.change !== changed) throw must.otherwise()
    return changed
  })
}

/** Steps through a script on a connection that answers at once. */
export function runAtOnce<T>(script: Script<T>, execute: (statement: Statement) => Answer): T {
  let step = script.next()
  while (!step.done) step = script.next(step.value.statements.map(execute))
  return step.value
}

/** What was stored as JSON was checked before it went in; what cannot be read is damage, and is named. */
export function parsed<T>(text: unknown, what: () => string): T {
  try {
    if (typeof text !== 'string') throw new TypeError(`expected text, found ${typeof text}`)
    return JSON.parse(text) as T
  } catch (error) {
    throw new Error(`The database is damaged: ${what()} cannot be read`, { cause: error })
  }
}
