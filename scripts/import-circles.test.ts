import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { importProblems } from './check-imports.ts'
import { plant } from './planted-tree.ts'

const root = dirname(import.meta.dirname)

/** The circles of a small tree with these files. */
function circlesOf(files: Record<string, string>): readonly string[] {
  const packages = ['protocol', 'client', 'hub', 'testing']
  const real = ['scripts/imports.list', ...packages.map((name) => `packages/${name}/package.json`)]
  const table = Object.fromEntries(real.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
  using tree = plant({ ...table, ...files })
  return importProblems(tree.root).filter((problem) => problem.includes('imports itself'))
}

const domain = 'packages/hub/src/domain'

test('two files that import each other are a circle, and the message shows the way round', () => {
  assert.deepEqual(
    circlesOf({
      [`${domain}/a.ts`]: "import { b } from './b.ts'\n",
      [`${domain}/b.ts`]: "import { a } from './a.ts'\n",
    }),
    [
      `${domain}/a.ts: imports itself, by way of ${domain}/b.ts -> ${domain}/a.ts. What two of them need belongs into a file of its own, below both.`,
    ],
  )
})

test('types and re-exports close a circle as anything else', () => {
  const [circle] = circlesOf({
    [`${domain}/a.ts`]: "import type { B } from './b.ts'\n",
    [`${domain}/b.ts`]: "export { c } from './c.ts'\n",
    [`${domain}/c.ts`]: "let a: import('./a.ts').A\n",
  })
  assert.match(circle ?? '', /by way of .*b\.ts -> .*c\.ts -> .*a\.ts\./)
})

test('a circle is found over packages and entrances', () => {
  const [circle] = circlesOf({
    'packages/hub/src/engine/index.ts': "export { a } from './a.ts'\n",
    'packages/hub/src/engine/a.ts': "import { s } from '#stores/sql'\n",
    'packages/hub/src/stores/sql/index.ts': "import type { A } from '#engine'\n",
  })
  assert.match(
    circle ?? '',
    /engine\/a\.ts: .*stores\/sql\/index\.ts -> .*engine\/index\.ts -> .*engine\/a\.ts/,
  )
})

test('of files that hang together in several circles the shortest is shown, once', () => {
  const circles = circlesOf({
    [`${domain}/a.ts`]: "import { b } from './b.ts'\n",
    [`${domain}/b.ts`]: "import { c } from './c.ts'\n",
    [`${domain}/c.ts`]: "import { a } from './a.ts'\nimport { d } from './d.ts'\n",
    [`${domain}/d.ts`]: "import { c } from './c.ts'\n",
  })
  assert.equal(circles.length, 1)
  assert.match(circles[0] ?? '', /c\.ts: imports itself, by way of [^ ]*d\.ts -> [^ ]*c\.ts\./)
})

test('a file that imports itself is a circle, and circles that do not touch are each told', () => {
  const circles = circlesOf({
    [`${domain}/a.ts`]: "import { a } from './a.ts'\n",
    [`${domain}/b.ts`]: "import { c } from './c.ts'\n",
    [`${domain}/c.ts`]: "import { b } from './b.ts'\n",
  })
  assert.equal(circles.length, 2, circles.join('\n'))
})

test('two ways to the same file are no circle', () => {
  assert.deepEqual(
    circlesOf({
      [`${domain}/a.ts`]: "import { b } from './b.ts'\nimport { c } from './c.ts'\n",
      [`${domain}/b.ts`]: "import { d } from './d.ts'\n",
      [`${domain}/c.ts`]: "import { d } from './d.ts'\n",
      [`${domain}/d.ts`]: '',
    }),
    [],
  )
})
