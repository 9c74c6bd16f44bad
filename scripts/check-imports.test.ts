import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { importProblems } from './check-imports.ts'
import { readTable, roomOf } from './import-table.ts'
import { specifiersOf } from './imported-files.ts'
import { plant } from './planted-tree.ts'

const root = dirname(import.meta.dirname)

/** The problems of a small tree with these files, held to the real table. */
function problemsOf(files: Record<string, string>): readonly string[] {
  const packages = ['protocol', 'client', 'hub', 'testing']
  const real = ['scripts/imports.list', ...packages.map((name) => `packages/${name}/package.json`)]
  const table = Object.fromEntries(real.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
  using tree = plant({ ...table, ...files })
  return importProblems(tree.root)
}

const line = (specifier: string): string => `import { x } from '${specifier}'\n`

test('the arrows of the design are allowed', () => {
  const problems = problemsOf({
    'packages/protocol/src/values/ids.ts': line('zod'),
    'packages/hub/src/domain/lists/order.ts': line('@baton/protocol') + line('../session/session.ts'),
    'packages/hub/src/engine/api/engine.ts': line('#domain') + line('node:crypto'),
    'packages/hub/src/stores/sql/runtime/database.ts':
      line('#engine') + line('kysely/migration') + line('node:sqlite'),
    'packages/hub/src/doors/rest/queue.ts': line('#engine') + line('fastify') + line('@fastify/cookie'),
    'packages/hub/src/main/wire.ts': line('#stores/sql') + line('#doors/rest') + line('#bells/memory'),
    'packages/client/src/follow.ts': line('@baton/protocol'),
    'packages/web/src/app/app.tsx':
      line('@baton/client') + line('react-dom/client') + line('../queue/queue-page.tsx'),
    'packages/web/vite.config.ts': line('vite'),
    'packages/testing/src/worlds/cluster-world.ts':
      line('@baton/hub') + line('@baton/hub/engine') + line('../../hub/src/stores/sql/index.ts'),
    'packages/hub/src/domain/queue/order.test.ts':
      line('node:test') + line('fast-check') + line('@baton/testing/worlds/hub-process-world'),
  })
  assert.deepEqual(problems, [])
})

const planted: readonly (readonly [string, string, string, string])[] = [
  [
    'the domain imports nothing of Node',
    'packages/hub/src/domain/a.ts',
    'node:crypto',
    'hub/domain -> node:crypto',
  ],
  [
    'the domain does not know the engine',
    'packages/hub/src/domain/a.ts',
    '#engine',
    'hub/domain -> hub/engine',
  ],
  ['the domain imports no library', 'packages/hub/src/domain/a.ts', 'zod', 'hub/domain -> zod'],
  ['protocol imports nothing of ours', 'packages/protocol/src/a.ts', '@baton/client', 'protocol -> client'],
  [
    'the engine knows no store',
    'packages/hub/src/engine/a.ts',
    '#stores/sql',
    'hub/engine -> hub/stores/sql',
  ],
  ['the engine knows no framework', 'packages/hub/src/engine/a.ts', 'fastify', 'hub/engine -> fastify'],
  [
    'the engine does not speak SQL',
    'packages/hub/src/engine/a.ts',
    'node:sqlite',
    'hub/engine -> node:sqlite',
  ],
  [
    'a door does not know another door',
    'packages/hub/src/doors/rest/a.ts',
    '#doors/sse',
    'hub/doors/rest -> hub/doors/sse',
  ],
  [
    'a door does not know the domain',
    'packages/hub/src/doors/rest/a.ts',
    '#domain',
    'hub/doors/rest -> hub/domain',
  ],
  ['a door does not speak SQL', 'packages/hub/src/doors/rest/a.ts', 'kysely', 'hub/doors/rest -> kysely'],
  ['only the sql store speaks SQL', 'packages/hub/src/stores/files/a.ts', 'pg', 'hub/stores/files -> pg'],
  [
    'a store of files does not know the domain',
    'packages/hub/src/stores/files/a.ts',
    '#domain',
    'hub/stores/files -> hub/domain',
  ],
  [
    'a job does not know a store',
    'packages/hub/src/jobs/library/a.ts',
    '#stores/sql',
    'hub/jobs/library -> hub/stores/sql',
  ],
  [
    'a job does not know another job',
    'packages/hub/src/jobs/library/a.ts',
    '#jobs/demo',
    'hub/jobs/library -> hub/jobs/demo',
  ],
  [
    'accounts know no store',
    'packages/hub/src/accounts/a.ts',
    '#stores/sql',
    'hub/accounts -> hub/stores/sql',
  ],
  ['the engine knows no accounts', 'packages/hub/src/engine/a.ts', '#accounts', 'hub/engine -> hub/accounts'],
  ['the client runs without Node', 'packages/client/src/a.ts', 'node:events', 'client -> node:events'],
  ['the web app does not know the hub', 'packages/web/src/app/a.tsx', '@baton/hub', 'web/app -> hub/main'],
  ['the kit of the web app knows no hub', 'packages/web/src/ui/a.tsx', '../hub/ask.ts', 'web/ui -> web/hub'],
  [
    'what shows music everywhere knows no feature',
    'packages/web/src/music/a.tsx',
    '../queue/queue-order.ts',
    'web/music -> web/queue',
  ],
  [
    'a feature of the web app does not know another',
    'packages/web/src/queue/a.tsx',
    '../playlists/use-playlist.ts',
    'web/queue -> web/playlists',
  ],
  [
    'only tests import testing',
    'packages/hub/src/main/a.ts',
    '@baton/testing/worlds/hub-process-world',
    'hub/main -> testing',
  ],
  [
    'a relative path opens no shortcut',
    'packages/hub/src/domain/a.ts',
    '../engine/index.ts',
    'hub/domain -> hub/engine',
  ],
]
for (const [rule, file, specifier, arrow] of planted) {
  test(rule, () => {
    const problems = problemsOf({ [file]: line(specifier) })
    assert.equal(problems.length, 1, problems.join('\n'))
    assert.ok(problems.join('\n').startsWith(`${file}:1: ${arrow} is not allowed.`), problems.join('\n'))
    assert.match(problems[0] ?? '', /scripts\/imports\.list/)
  })
}

test('a room is entered only through its index.ts, by tests too', () => {
  for (const file of ['packages/hub/src/main/a.ts', 'packages/hub/src/main/a.test.ts']) {
    const problems = problemsOf({ [file]: line('../stores/sql/database.ts') })
    assert.match(problems.join('\n'), /goes past the entrance of hub\/stores\/sql/)
  }
})

test('a name that no package offers is a problem', () => {
  const file = 'packages/client/src/a.ts'
  assert.match(
    problemsOf({ [file]: line('@baton/protocol/ids') }).join('\n'),
    /cannot tell what '@baton\/protocol\/ids' is/,
  )
  assert.match(problemsOf({ [file]: line('#engine') }).join('\n'), /inside packages\/hub only/)
})

test('a folder without a row is a problem, not a hole', () => {
  assert.match(problemsOf({ 'packages/extra/src/a.ts': '' }).join('\n'), /no row of scripts\/imports\.list/)
  assert.match(problemsOf({ 'packages/hub/src/doors/shared.ts': '' }).join('\n'), /no row/)
})

test('imports are found in every form', () => {
  const indented = [
    "import { a,\n  b,\n} from 'one'",
    "import type { c } from 'two'",
    "export * from 'three'",
    "import 'four'",
    "const five = await import('five')",
    "let six: import('six').Six",
    "// import('seven') is only mentioned",
  ].join('\n')
  const found = specifiersOf(indented)
  assert.deepEqual(found.map(({ specifier }) => specifier).sort(), [
    'five',
    'four',
    'one',
    'six',
    'three',
    'two',
  ])
  assert.equal(found.find(({ specifier }) => specifier === 'two')?.line, 4)
})

test('the longest row counts, and a damaged table is refused', () => {
  const rows = readTable('hub/stores/*: a # why\nhub/stores/sql: b\n')
  assert.deepEqual(roomOf('packages/hub/src/stores/sql/x.ts', rows)?.row.may, ['b'])
  assert.equal(roomOf('packages/hub/src/stores/files/deep/x.ts', rows)?.name, 'hub/stores/files')
  assert.throws(() => readTable('hub/domain protocol'), /imports\.list:1/)
})
