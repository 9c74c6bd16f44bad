import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fingerprint, isInstalled, NotReady, nodeFor } from './ensure.mjs'
import { plant } from './planted-tree.ts'

const lock = {
  packages: {
    '': { name: 'baton' },
    'packages/hub': { version: '0.1.0' },
    'node_modules/zod': { version: '4.0.0', integrity: 'sha512-a' },
    'node_modules/only-elsewhere': { version: '1.0.0', integrity: 'sha512-b', optional: true },
  },
}
const installed = { packages: { 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-a' } } }
const record = 'node_modules/.package-lock.json'

function tree(present?: object) {
  return plant({
    'package-lock.json': JSON.stringify(lock),
    ...(present ? { [record]: JSON.stringify(present) } : {}),
  })
}

test('what npm recorded is compared with the lockfile, optional packages may be absent', () => {
  using planted = tree(installed)
  assert.equal(isInstalled(planted.root), true)
})

test('a fresh clone, another version and a broken-off installation are not installed', () => {
  const newer = { packages: { 'node_modules/zod': { version: '4.1.0', integrity: 'sha512-c' } } }
  const swapped = { packages: { 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-other' } } }
  for (const present of [undefined, newer, swapped, { packages: {} }]) {
    using planted = tree(present)
    assert.equal(isInstalled(planted.root), false)
  }
  using damaged = tree(installed)
  writeFileSync(join(damaged.root, record), '{"packages": {')
  assert.equal(isInstalled(damaged.root), false)
})

test('a damaged lockfile is told to people in one line', () => {
  using planted = plant({ 'package-lock.json': '' })
  assert.throws(() => isInstalled(planted.root), NotReady)
})

test('the running Node serves where no packaged one could be installed', () => {
  using planted = tree(installed)
  assert.equal(nodeFor(planted.root), process.execPath)
})

test('the web app is built anew when a source, its name or the lockfile changes, not when a test does', () => {
  using planted = plant({
    'package-lock.json': '{}',
    'packages/web/src/app/app.tsx': 'one',
    'packages/client/src/follow.ts': 'two',
    'packages/web/src/app.test.ts': 'three',
  })
  const write = (path: string, text: string): void => writeFileSync(join(planted.root, path), text)
  const prints = [fingerprint(planted.root, 'web')]
  const differs = (change: () => void): void => {
    change()
    const print = fingerprint(planted.root, 'web')
    assert.ok(!prints.includes(print))
    prints.push(print)
  }
  write('packages/web/src/app.test.ts', 'changed')
  assert.equal(fingerprint(planted.root, 'web'), prints[0])
  differs(() => write('packages/web/src/app/app.tsx', 'changed'))
  differs(() => write('packages/client/src/follow.ts', 'changed'))
  differs(() => write('package-lock.json', '{"changed":true}'))
  differs(() => rmSync(join(planted.root, 'packages/client/src/follow.ts')))
})
