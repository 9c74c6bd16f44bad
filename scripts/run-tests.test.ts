import assert from 'node:assert/strict'
import { dirname, relative } from 'node:path'
import { test } from 'node:test'
import { plant } from './planted-tree.ts'
import { type FileResult, runTests } from './run-tests.ts'
import type { Planned } from './schedule.ts'

const root = dirname(import.meta.dirname)
const start = "import { test, describe } from 'node:test'\n"

/** A planted file is compiled once and never again. */
const env = { NODE_DISABLE_COMPILE_CACHE: '1' }

/** Runs one planted test file with the real runner. */
async function resultOf(text: string, limitMs = 20_000): Promise<FileResult> {
  using tree = plant({ 'a.test.ts': start + text })
  const file = `${relative(root, tree.root)}/a.test.ts`
  const planned = { file, seconds: 1, cores: 1, isAlone: false }
  const [result] = await runTests(root, [planned], { cores: 1, limitMs, env }, () => {})
  assert.ok(result)
  return result
}

const counts = ({ passed, failed, skipped }: FileResult) => ({ passed, failed, skipped })

test('passed, failed and skipped tests are counted, a suite by its tests', async () => {
  const result = await resultOf(
    [
      "test('good', () => {})",
      "test('left out', { skip: 'the reason' }, () => {})",
      "describe('room', () => { test('in', () => {}); test('bad', () => { throw new Error('planted') }) })",
    ].join('\n'),
  )
  assert.deepEqual(counts(result), { passed: 2, failed: 1, skipped: 1 })
  assert.match(result.failures.join('\n'), /room > bad\n\s+Error: planted/)
})

test('every test has its time, and the file that of its processor, with what it started', async () => {
  const result = await resultOf(
    [
      "import { spawnSync } from 'node:child_process'",
      "const busy = 'for (const end = Date.now() + 500; Date.now() < end; );'",
      "test('busy', () => { spawnSync(process.execPath, ['--eval', busy]) })",
    ].join('\n'),
  )
  const [only] = result.tests
  assert.equal(only?.title, 'busy')
  assert.ok(only.tookMs >= 500 && only.tookMs <= result.tookMs)
  assert.ok(result.processorMs !== null && result.processorMs > 0)
})

test('files run beside each other at places of their own, and one that measures time by itself', async () => {
  const text = `${start}test(process.env.BATON_TEST_PLACE, async () => { await new Promise((go) => setTimeout(go, 300)) })`
  using tree = plant({ 'a.test.ts': text, 'b.test.ts': text, 'c.test.ts': text })
  const at = (name: string, isAlone: boolean): Planned => {
    return { file: `${relative(root, tree.root)}/${name}.test.ts`, seconds: 1, cores: 0.5, isAlone }
  }
  const spans = new Map<string, { from: number; until: number; place: string | undefined }>()
  const line = [at('a', false), at('b', false), at('c', true)]
  await runTests(root, line, { cores: 2, limitMs: 20_000, env }, ({ file, tookMs, tests }) => {
    const until = performance.now()
    spans.set(file, { from: until - tookMs, until, place: tests[0]?.title })
  })
  const [a, b, c] = line.map(({ file }) => spans.get(file))
  assert.ok(a && b && c)
  assert.ok(a.from < b.until && b.from < a.until, 'the first two did not overlap')
  assert.notEqual(a.place, b.place)
  assert.ok(c.from >= Math.max(a.until, b.until), 'something ran beside what measures time')
})

const broken: readonly (readonly [string, string, RegExp])[] = [
  ['does not load', "import './not-there.ts'", /ERR_MODULE_NOT_FOUND/],
  ['has no tests', '', /no tests/],
  ['ends its process', "test('x', () => process.exit(0))", /its process ended before/],
  ['is killed', "test('x', () => process.kill(process.pid, 'SIGKILL'))", /ended with SIGKILL/],
  [
    'fails after its last test',
    "test('x', () => { setTimeout(() => { throw new Error('late') }, 20) })",
    /late/,
  ],
]
for (const [what, text, expected] of broken) {
  test(`a file that ${what} counts as failed`, async () => {
    const result = await resultOf(text)
    assert.equal(result.failed, 1)
    assert.match(result.failures.join('\n'), expected)
  })
}

test('a file that never ends is ended at its limit and counts as failed', async () => {
  const result = await resultOf("test('x', () => {})\nsetInterval(() => {}, 1000)", 1500)
  assert.deepEqual(counts(result), { passed: 1, failed: 1, skipped: 0 })
  assert.match(result.failures.join('\n'), /did not end within 1\.5 s/)
})
