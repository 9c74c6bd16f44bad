import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { testFiles } from './files.ts'
import { costsOf, rowsOf, table, tableOf } from './test-costs.ts'

const root = dirname(import.meta.dirname)

test('what a run took is what the next one expects, and short files are left out', () => {
  const costs = costsOf(
    tableOf([
      { file: 'a.e2e.test.ts', tookMs: 40_400, processorMs: 60_600 },
      { file: 'b.e2e.test.ts', tookMs: 80_000, processorMs: null },
      { file: 'c.e2e.test.ts', tookMs: 400, processorMs: 400 },
    ]),
  )
  assert.deepEqual(costs('a.e2e.test.ts'), { seconds: 40, cores: 1.5 })
  assert.deepEqual(costs('b.e2e.test.ts'), { seconds: 80, cores: 1 })
  assert.deepEqual(costs('c.e2e.test.ts'), costs('unheard-of.e2e.test.ts'))
})

test('a file that is not in the table costs what is usual for its kind', () => {
  const costs = costsOf('')
  assert.ok(costs('a.chromium.test.ts').seconds > costs('a.e2e.test.ts').seconds)
  assert.ok(costs('a.e2e.test.ts').seconds > costs('a.test.ts').seconds)
})

test('each line of the table is about a file that is there', () => {
  const files = testFiles(root)
  const rows = [...rowsOf(readFileSync(join(root, table), 'utf8')).keys()]
  assert.deepEqual(
    rows.filter((file) => !files.includes(file)),
    [],
  )
})
