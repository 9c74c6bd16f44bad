import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { serveHub } from '@baton/testing/worlds/http-world'
import { agentFiles, installDoor } from './index.ts'

const NODE = { machine: 'x86_64', version: '26.0.0', url: 'https://example.org/node.tgz', sha512: 'abc' }

test('[IN1] [IN2] anybody may have the script and the agent; the script knows the hash of the agent, the hub tells that of the script', async () => {
  await using world = await doorWith('// the agent')
  const [script, agent] = await Promise.all(
    ['/agent/install.sh', '/agent/baton-agent.mjs'].map((path) => world.hub.ask(path)),
  )
  assert.equal(agent?.text, '// the agent')
  assert.match(String(agent?.headers.get('content-type')), /^text\/javascript/)
  assert.match(String(script?.headers.get('content-type')), /^text\/x-shellscript/)
  assert.match(script?.text ?? '', new RegExp(`^AGENT_SHA256='${sha256('// the agent')}'$`, 'm'))
  assert.match(script?.text ?? '', /^Linux-x86_64 26\.0\.0 https:\/\/example\.org\/node\.tgz abc$/m)
  assert.doesNotMatch(script?.text ?? '', /@[A-Z_0-9]+@/)
  assert.equal((await world.hub.ask('/agent')).status, 401)
  const { json } = await (await world.hub.program()).ask('/agent')
  assert.deepEqual(json, {
    installer_sha256: sha256(script?.text ?? ''),
    agent_sha256: sha256('// the agent'),
    agent_bytes: 12,
  })
})

test('[IN1] whoever has it already is told so', async () => {
  await using world = await doorWith('// the agent')
  const { headers } = await world.hub.ask('/agent/baton-agent.mjs')
  assert.equal(headers.get('cache-control'), 'no-cache')
  const again = await world.hub.ask('/agent/baton-agent.mjs', {
    headers: { 'if-none-match': String(headers.get('etag')) },
  })
  assert.deepEqual([again.status, again.text], [304, ''])
})

test('[IN1] a hub whose agent was not built says so', async () => {
  await using world = await doorWith(null)
  const { status, json } = await world.hub.ask('/agent/install.sh')
  assert.deepEqual([status, (json.error as { code?: string }).code], [404, 'hub.no-agent'])
})

async function doorWith(agent: string | null) {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'baton-agent-files-'))
  made.defer(() => rm(folder, { recursive: true }))
  if (agent !== null) await writeFile(join(folder, 'baton-agent.mjs'), agent)
  await writeFile(join(folder, 'node-packages.json'), JSON.stringify([NODE]))
  const hub = made.use(
    await serveHub({ moreDoors: [installDoor({ files: agentFiles(folder), ownCertificate: () => null })] }),
  )
  const kept = made.move()
  return { hub, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
