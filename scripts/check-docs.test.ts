import assert from 'node:assert/strict'
import { test } from 'node:test'
import { docsProblems } from './check-docs.ts'
import { exampleProblems } from './check-examples.ts'
import { errorsPage, errorsPagePath } from './errors-page.ts'
import { blocksOf } from './markdown.ts'
import { plant } from './planted-tree.ts'
import { routesPage, routesPagePath } from './routes-page.ts'

const catalogue = { 'queue.full': { kind: 'conflict', retry: 'after-change', message: 'The queue is full.' } }
const clear = {
  endpoint: 'DELETE /queue',
  tag: 'queue',
  summary: 'Remove everything',
  scope: 'control',
  rate: 'queue',
  answer: null,
} as const
const pages = { [errorsPagePath]: errorsPage(catalogue), [routesPagePath]: routesPage({ queue: { clear } }) }
/** What the page of routes links to. */
const linked = { 'docs/protocol/accounts.md': '', 'docs/protocol/rest-sse.md': '' }

function problemsOf(files: Record<string, string>): string {
  using tree = plant({ ...pages, ...linked, ...files })
  return docsProblems(tree.root, pages).join('\n')
}

test('a tree whose docs and code agree has no problems', () => {
  const files = {
    'docs/protocol/queue.md': '# Queue\n\n- **Q1** Entries have ids.\n- **Q2** They stay.\n',
    'packages/hub/src/domain/queue.test.ts': "test('[Q1] entries have ids', () => {})\n",
    'packages/testing/src/door-suite.ts': "each('[Q1, Q2] entries stay', () => {})\n",
    'README.md': 'See [the queue](docs/protocol/queue.md#queue) or [elsewhere](https://example.org/).\n',
  }
  assert.equal(problemsOf(files), '')
})

test('the error page must be what the catalogue says', () => {
  using tree = plant(pages)
  const grown = { ...catalogue, 'queue.gone': { kind: 'not-found', retry: 'no', message: 'Gone.' } }
  for (const other of [grown, {}]) {
    const found = docsProblems(tree.root, { ...pages, [errorsPagePath]: errorsPage(other) })
    assert.match(found.join('\n'), /errors\.md is not what the code says/)
  }
})

test('the page of routes must be what the table says', () => {
  using tree = plant(pages)
  for (const other of [{}, { ...clear, scope: null }, { ...clear, summary: 'Remove nothing' }]) {
    const found = docsProblems(tree.root, {
      ...pages,
      [routesPagePath]: routesPage({ queue: { clear: { ...clear, endpoint: 'DELETE /queues', ...other } } }),
    })
    assert.match(found.join('\n'), /routes\.md is not what the code says/)
  }
  const { [routesPagePath]: _, ...without } = pages
  using bare = plant(without)
  assert.match(docsProblems(bare.root, pages).join('\n'), /routes\.md is not what the code says/)
})

test('a rule without a test title is found', () => {
  assert.match(
    problemsOf({ 'docs/protocol/queue.md': '- **Q7** Something.\n' }),
    /no test title names rule Q7/,
  )
})

test('a test title with an unknown rule is found', () => {
  const text = "test('[Q9] something', () => {})\n"
  assert.match(problemsOf({ 'packages/hub/src/a.test.ts': text }), /a\.test\.ts: a test names rule \[Q9\]/)
})

test('a rule number used twice is found', () => {
  const files = {
    'docs/protocol/a.md': '- **Q1** One.\n',
    'docs/protocol/b.md': '- **Q1** Two.\n',
    'packages/hub/src/a.test.ts': "test('[Q1] one', () => {})\n",
  }
  assert.match(problemsOf(files), /b\.md: rule Q1 stands in docs\/protocol\/a\.md already/)
})

test('links to missing files and headings are found, samples are left alone', () => {
  const found = problemsOf({
    'README.md':
      '[a](docs/gone.md) [b](docs/here.md#nowhere) [c](../outside.md) `[d](no.md)`\n```\n[e](no.md)\n```\n',
    'docs/here.md': '# Here\n',
  })
  assert.match(found, /docs\/gone\.md leads nowhere/)
  assert.match(found, /docs\/here\.md has no heading for #nowhere/)
  assert.match(found, /\.\.\/outside\.md leads nowhere/)
  assert.equal(found.split('\n').length, 3, found)
})

test('blocks know their language, words and line', () => {
  const [first, second] = blocksOf('text\n\n```ts run\nlet a = 1\n```\n\n- item\n  ```sh\n  ls\n  ```\n')
  assert.deepEqual(first, { language: 'ts', words: ['run'], text: 'let a = 1\n', line: 3 })
  assert.deepEqual(second, { language: 'sh', words: [], text: 'ls\n', line: 8 })
})

test('examples marked to run are run, and a failing one is shown with its output', async () => {
  using tree = plant({
    'README.md': [
      '```ts run\nconst n: number = 1\nif (n !== 1) process.exit(1)\n```',
      '```sh run\necho before; false; echo after\n```',
      '```sh\nexit 1\n```',
      "```ts run\nthrow new Error('planted')\n```",
    ].join('\n\n'),
  })
  const problems = await exampleProblems(tree.root)
  assert.equal(problems.length, 2, problems.join('\n'))
  assert.match(problems[0] ?? '', /README\.md:6: the example fails:\nexit code 1\nbefore$/)
  assert.match(problems[1] ?? '', /README\.md:14: the example fails:\n.*Error: planted/s)
})
