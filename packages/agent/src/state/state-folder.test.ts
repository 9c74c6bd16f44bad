import assert from 'node:assert/strict'
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { AgentProblem } from '../problem.ts'
import { credentialFile } from './credential.ts'
import { keptStorage } from './kept-storage.ts'
import { knownDevice } from './known-device.ts'
import { openStateFolder } from './state-folder.ts'

const CREDENTIAL = { hub: 'http://hub:4040', accessToken: 'a', accessUntil: 5, refreshToken: 'r' }

test('[AG21] the folder and its files are for nobody else, also where they were open before', async () => {
  await using place = await emptyPlace()
  await chmod(place.path, 0o755)
  await using folder = await openStateFolder(place.path)
  credentialFile(folder).write(CREDENTIAL)
  const mode = async (name: string) => (await stat(join(place.path, name))).mode & 0o777
  assert.deepEqual([await mode('.'), await mode('credential.json')], [0o700, 0o600])
  assert.deepEqual(credentialFile(folder).read(), CREDENTIAL)
  assert.deepEqual((await readdir(place.path)).sort(), ['credential.json', 'running'])
  credentialFile(folder).forget()
  assert.equal(credentialFile(folder).read(), null)
})

test('[BX5] what was let in as a box is one after a restart too', async () => {
  await using place = await emptyPlace()
  await using folder = await openStateFolder(place.path)
  const box = { ...CREDENTIAL, isBox: true }
  credentialFile(folder).write(box)
  assert.deepEqual(credentialFile(folder).read(), box)
})

test('[AG21] one agent holds it at a time; what a dead one left is taken over', async () => {
  await using place = await emptyPlace()
  const first = await openStateFolder(place.path)
  await assert.rejects(openStateFolder(place.path), isProblem('agent.already-runs'))
  await first[Symbol.asyncDispose]()
  await leftBySomebodyDead(join(place.path, 'running'))
  await using _second = await openStateFolder(place.path)
})

test('[AG21] a folder that cannot be one is told', async () => {
  await using place = await emptyPlace()
  const file = join(place.path, 'file')
  await writeFile(file, '')
  await assert.rejects(openStateFolder(file), isProblem('agent.state-folder'))
  await assert.rejects(openStateFolder(join(place.path, 'x'.repeat(150))), isProblem('agent.state-folder'))
})

test('[AG21] damaged files count as none', async () => {
  await using place = await emptyPlace()
  await using folder = await openStateFolder(place.path)
  for (const damaged of ['', '{', 'null', '[]', '{"hub":5}', '"x"']) {
    for (const name of ['credential.json', 'device.json', 'reports.json']) folder.write(name, damaged)
    assert.equal(credentialFile(folder).read(), null)
    assert.equal(knownDevice(folder, 'http://hub:4040').read(), null)
    assert.equal(keptStorage(folder).getItem('reports'), null)
  }
})

test('[AG25] what the speaker keeps is there after a restart, of the last device alone', async () => {
  await using place = await emptyPlace()
  {
    await using folder = await openStateFolder(place.path)
    keptStorage(folder).setItem('of one', '1')
    keptStorage(folder).setItem('of another', '2')
  }
  await using folder = await openStateFolder(place.path)
  assert.equal(keptStorage(folder).getItem('of another'), '2')
  assert.equal(keptStorage(folder).getItem('of one'), null)
})

function isProblem(code: string): (problem: unknown) => boolean {
  return (problem) => problem instanceof AgentProblem && problem.code === code && problem.exitCode === 2
}

/** A socket file that nobody listens at any more. */
async function leftBySomebodyDead(path: string): Promise<void> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(`${path}.kept`, resolve))
  const { linkSync } = await import('node:fs')
  linkSync(`${path}.kept`, path)
  await new Promise((resolve) => server.close(resolve))
}

async function emptyPlace() {
  const path = await mkdtemp(join(tmpdir(), 'baton-state-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}
