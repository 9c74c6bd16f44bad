import assert from 'node:assert/strict'
import { test } from 'node:test'
import { docsProblems } from './check-docs.ts'
import { exampleProblems } from './check-examples.ts'
import { errorsPage, errorsPagePath } from './errors-page.ts'
import { blocksOf } from './markdown.ts'
import { plant } from './planted-tree.ts'

const catalogue = { 'queue.full': { kind: 'conflict', retry: 'after-change', message: 'The queue is full.' } }
const page = { [errorsPagePath]: errorsPage(catalogue) }

function problemsOf(files: Record<string, string>): string {
  using tree = plant({ ...page, ...files })
  return docsProblems(tree.root, catalogue).join('\n')
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
  using tree = plant(page)
  const grown = { ...catalogue, 'queue.gone': { kind: 'not-found', retry: 'no', message: 'Gone.' } }
  assert.match(docsProblems(tree.root, grown).join('\n'), /errors\.md is not what the catalogue says/)
  assert.match(docsProblems(tree.root, {}).join('\n'), /errors\.md is not what the catalogue says/)
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
