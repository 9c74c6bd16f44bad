import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Component, installMissing, missing, remedy, suiteOf } from './components.ts'

const present: Component = { name: 'node', packages: ['nodejs'], isPresent: () => true }
const rights: Component = { name: 'wings', packages: [], isPresent: () => false }
const absent: Component = { name: 'a lamp', packages: ['lamp', 'bulb'], isPresent: () => false }

test('a test file says by its suffix what it needs', () => {
  const names = (file: string) => suiteOf(file)?.needs.map(({ name }) => name)
  assert.deepEqual(names('packages/hub/src/a.pg.test.ts'), ['PostgreSQL server'])
  assert.ok(names('packages/testing/src/a.chromium.test.ts')?.includes('chromium'))
  for (const plain of ['a.test.ts', 'a.model.test.ts', 'a.e2e.test.ts']) assert.equal(names(plain), undefined)
})

test('what is missing is named once, with the line that brings it', () => {
  assert.deepEqual(missing([present, absent, absent]), [absent])
  assert.match(remedy([absent]), /apt-get install -y --no-install-recommends lamp bulb$/)
  assert.match(remedy([rights]), /as root/)
})

test('what no package can bring is not looked for in packages', () => {
  const told: string[] = []
  assert.deepEqual(
    installMissing([present, rights], (line) => told.push(line)),
    [rights],
  )
  assert.deepEqual(told, [])
})
