import assert from 'node:assert/strict'
import { test } from 'node:test'
import { treeProblems } from './check-tree.ts'
import { plant } from './planted-tree.ts'

function problemsOf(files: Record<string, string>): string {
  using tree = plant(files)
  return treeProblems(tree.root).join('\n')
}

test('an ordinary tree has no problems', () => {
  const files = {
    'packages/hub/src/a.ts': "import { b } from '../../work/b.ts'\nfetch('/api/root')\n",
    'README.md': 'Open http://localhost/home/ and look below ~/work/music.\n',
    'package-lock.json': '{ "packages": { "node_modules/@baton/hub": { "resolved": "packages/hub" } } }\n',
    'packages/hub/src/a.test.ts': "test('x', { skip: 'needs a sound card' }, () => {})\n",
  }
  assert.equal(problemsOf(files), '')
})

for (const folder of ['work', 'root', 'home', 'farm']) {
  test(`a path below ${folder} of one machine is found`, () => {
    const found = problemsOf({ 'docs/a.md': `fine\nlook in /${folder}/music\n` })
    assert.equal(found, 'docs/a.md:2: names a folder of one machine.')
  })
}

const planted: readonly (readonly [string, string, RegExp])[] = [
  ['unfinished work', `// ${'TO'}${'DO'} later\n`, /a\.ts:1: leaves work behind/],
  ['a silenced type checker', `// @ts-${'ignore'}\n`, /a\.ts:1: silences the type checker/],
  ['a test that alone runs', `test.${'only'}('x', () => {})\n`, /a\.ts:1: leaves a test out/],
  [
    'a skipped test without a reason',
    `test('x', { skip: ${'true'} }, () => {})\n`,
    /a\.ts:1: leaves a test out/,
  ],
  ['a file of more than one concept', 'let a = 1\n'.repeat(401), /a\.ts: 401 lines/],
]
for (const [what, text, expected] of planted) {
  test(`${what} is found`, () => assert.match(problemsOf({ 'packages/hub/src/a.ts': text }), expected))
}

test('chance that is new in every run is found in tests', () => {
  const text = `const half = Math.${'random'}() < 0.5\n`
  for (const file of ['packages/hub/src/a.test.ts', 'packages/testing/src/a.ts']) {
    assert.match(problemsOf({ [file]: text }), /a\.(test\.)?ts:1: is random from run to run/)
  }
  assert.equal(problemsOf({ 'packages/hub/src/a.ts': text }), '')
})

test('a property without a fixed seed is found', () => {
  const asserted = (parameters: string) => `fc.${'assert'}(fc.property(a, b)${parameters})\n`
  const file = 'packages/hub/src/a.test.ts'
  assert.match(problemsOf({ [file]: asserted('') }), /a property without a fixed seed/)
  assert.equal(problemsOf({ [file]: asserted(', seeded()') }), '')
})

test('a mark of what runs alone that the runner would overlook is found', () => {
  const file = 'packages/hub/src/a.test.ts'
  const said = '// Measures time: runs alone.\n'
  assert.equal(problemsOf({ [file]: `${said}import 'x'\n` }), '')
  for (const text of [`import 'x'\n${said}`, '// Measures time, so it runs alone.\n'])
    assert.match(problemsOf({ [file]: text }), /a\.test\.ts: the mark of a test that runs alone/)
})

test('a test file with an unknown suffix is found', () => {
  assert.match(
    problemsOf({ 'packages/hub/src/a.tape.test.ts': '' }),
    /does not know the suffix \.tape\.test\.ts/,
  )
  assert.equal(problemsOf({ 'packages/hub/src/a.pg.test.ts': '' }), '')
})

test('what the compiler left behind is found', () => {
  assert.match(
    problemsOf({ 'tsconfig.tsbuildinfo': '{}' }),
    /tsconfig\.tsbuildinfo: was made by the compiler/,
  )
})

test('a lockfile that names a server is found', () => {
  const text = '{\n"resolved": "https://packages.example.org/a.tgz"\n}\n'
  assert.equal(
    problemsOf({ 'package-lock.json': text }),
    'package-lock.json:2: names the server a package came from.',
  )
  const settings = 'save-exact=true\nregistry=https://packages.example.org/\n'
  assert.equal(problemsOf({ '.npmrc': settings }), '.npmrc:2: names one package server.')
})
