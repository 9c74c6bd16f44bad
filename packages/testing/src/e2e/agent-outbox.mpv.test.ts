import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { lacking } from '../machine/child.ts'
import { letIn, startAgent } from '../worlds/agent-process.ts'
import { HubProcessWorld, until } from '../worlds/hub-process-world.ts'

const skip = lacking('mpv', 'setpriv')

test('[AG25] what the hub was not told while it was away is told after both were started again', {
  skip,
  timeout: 120_000,
}, async () => {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'baton-outbox-'))
  made.defer(() => rm(folder, { recursive: true, force: true }))
  const world = made.use(
    await HubProcessWorld.build({
      tracks: [6_000, 7_000].map((durationMs, nth) => ({ title: `${nth}`, durationMs })),
    }),
  )
  const silent = join(folder, 'mpv')
  await writeFile(silent, '#!/bin/sh\nexec mpv --ao=null "$@"\n', { mode: 0o700 })
  const options = { name: 'Kitchen', baseUrl: world.baseUrl, folder, args: ['--mpv', silent] }
  const agent = made.use(await startAgent(options))
  const owner = await world.client()
  await letIn(agent, owner)
  const [device] = await owner.devices()
  assert.ok(device)
  await owner.send({ type: 'session.choose-speaker', deviceId: device.deviceId })
  await owner.send({ type: 'queue.enqueue', source: { trackIds: world.trackIds }, at: 'now' })
  await until('it is heard', async () => (await owner.session()).positionMs > 1_000)

  await world.hub.end('SIGKILL')
  const waiting = async () => {
    const kept: Record<string, string> = JSON.parse(await readFile(join(agent.state, 'reports.json'), 'utf8'))
    const { kept: reports } = JSON.parse(Object.values(kept)[0] ?? '{}')
    return reports as readonly { readonly report: { readonly event: string } }[]
  }
  await until('it has moved on without the hub', async () =>
    (await waiting()).some(({ report }) => report.event === 'ended'),
  )
  await agent.end('SIGKILL')
  await world.start()
  await agent.start()
  await until('everything was told', async () => (await waiting()).length === 0)
  const { current, playState } = await owner.session()
  assert.deepEqual([current?.title, playState], ['1', 'playing'])
})
