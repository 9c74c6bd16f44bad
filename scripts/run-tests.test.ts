import assert from 'node:assert/strict'
import { dirname, relative } from 'node:path'
import { test } from 'node:test'
import { plant } from './planted-tree.ts'
import { type FileResult, runTests } from './run-tests.ts'

const root = dirname(import.meta.dirname)
const start = "import { test, describe } from 'node:test'\n"

/** Runs one planted test file with the real runner. */
async function resultOf(text: string, limitMs = 20_000): Promise<FileResult> {
  using tree = plant({ 'a.test.ts': start + text })
  const file = `${relative(root, tree.root)}/a.test.ts`
  const [result] = await runTests(root, [file], { concurrency: 1, limitMs }, () => {})
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
