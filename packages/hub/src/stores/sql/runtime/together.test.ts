import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ask, type Row, runAtOnce, type Script, type Statement, tellLast } from './script.ts'
import { together } from './together.ts'

const statement = (sql: string): Statement => ({ sql, parameters: [] })

/** Asks for these, one after the other, and answers with what it was told. */
function* asking(...words: readonly string[]): Script<readonly unknown[]> {
  const told: unknown[] = []
  for (const word of words) {
    const [answer] = yield* ask({
      statement: statement(word),
      answer: (rows: readonly Row[]) => rows[0]?.said,
    })
    told.push(answer)
  }
  return told
}

/** The steps that a script takes where each statement is answered with its own text. */
function steps<T>(script: Script<T>): { readonly value: T; readonly steps: readonly (readonly string[])[] } {
  const taken: string[][] = []
  let step = script.next()
  while (!step.done) {
    const texts = step.value.statements.map(({ sql }) => sql)
    taken.push(texts)
    step = script.next(texts.map((said) => ({ rows: [{ said }], changed: 0 })))
  }
  return { value: step.value, steps: taken }
}

test('scripts together take as many steps as the longest, and each gets its own answers', () => {
  const { value, steps: taken } = steps(
    together([asking('lock'), asking('a1', 'a2', 'a3'), asking(), asking('b1', 'b2')]),
  )
  assert.deepEqual(taken, [['lock', 'a1', 'b1'], ['a2', 'b2'], ['a3']])
  assert.deepEqual(value, [['lock'], ['a1', 'a2', 'a3'], [], ['b1', 'b2']])
})

test('no scripts take no step', () => {
  assert.deepEqual(steps(together([])), { value: [], steps: [] })
})

test('a script within scripts is together with all of them', () => {
  function* inner(): Script<number> {
    const [left, right] = yield* together([asking('x1', 'x2'), asking('y1')])
    return left.length + right.length
  }
  const { value, steps: taken } = steps(together([inner(), asking('z1')]))
  assert.deepEqual(taken, [['x1', 'y1', 'z1'], ['x2']])
  assert.deepEqual(value, [3, ['z1']])
})

test('one that fails fails them all', () => {
  function* failing(): Script<never> {
    yield* asking('a')
    throw new Error('It broke')
  }
  assert.throws(
    () => runAtOnce(together([asking('b', 'c'), failing()]), () => ({ rows: [], changed: 0 })),
    /It broke/,
  )
})

test('none of them may end the transaction', () => {
  assert.throws(() => steps(together([asking('a'), tellLast([statement('b')])])), /none may end/)
})
