import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { freePort } from '../../machine/ports.ts'
import {
  agentThatEnds,
  codeOf,
  type ListeningAgent,
  startListeningAgent,
} from '../../worlds/agent-process.ts'
import { calledAgentsWorld } from '../../worlds/called-agents-world.ts'
import type { Program } from '../../worlds/http-world.ts'
import { until } from '../../worlds/hub-process-world.ts'

/** Without a player it is a loudspeaker that cannot sound. */
const WITHOUT_PLAYER = ['--mpv', '/nowhere/mpv']
const READY = /This loudspeaker is ready/
/** A busy machine starts programs slowly. */
const WITHIN_MS = 60_000
const TIMEOUT = { timeout: 240_000 }

test(
  '[AG43] [AG49] an owner types its code, and it is among the devices; later it asks nobody, and nobody else lets it in',
  TIMEOUT,
  async () => {
    await using made = new AsyncDisposableStack()
    const folder = await mkdtemp(join(tmpdir(), 'baton-listening-'))
    made.defer(() => rm(folder, { recursive: true, force: true }))
    const house = made.use(await calledAgentsWorld())
    const hub = house.hub.baseUrl
    const at = `127.0.0.1:${await freePort()}`
    const kitchen = made.use(
      await startListeningAgent({ name: 'Kitchen', hub, folder, at, args: WITHOUT_PLAYER }),
    )
    const approved = async (agent: ListeningAgent, by: Program) => {
      const code = await until('it shows a code', async () => codeOf(agent), WITHIN_MS)
      const { status, text } = await by.post(`/links/${code}/approve`)
      assert.ok(status < 300, text)
    }
    await approved(kitchen, house.ada)
    await until('it is ready', async () => READY.test(kitchen.output()), WITHIN_MS)
    const device = await until('it is there', async () =>
      (await house.devices()).find(({ device_name }) => device_name === 'Kitchen'),
    )
    assert.equal((device.agent as { readonly base_url: string }).base_url, `http://${at}`)
    await house.health(String(device.device_uuid), 'down')
    const signIns = await house.ada.ask('/me/sign-ins')
    assert.ok(signIns.status === 200 && !signIns.text.includes('Kitchen'), 'its credential is given up')
    await kitchen.end()
    assert.equal(kitchen.exitCode, 0)
    await kitchen.start()
    await until('it is ready', async () => READY.test(kitchen.output()), WITHIN_MS)
    assert.equal(codeOf(kitchen), '')

    const login = { username: 'Bob', password: 'a longer password' }
    assert.equal((await house.ada.post('/users', { ...login, role: 'member' })).status, 201)
    const bath = made.use(await startListeningAgent({ name: 'Bath', hub, folder, args: WITHOUT_PLAYER }))
    await approved(bath, await house.hub.program('Tablet', login))
    await until('it has ended', async () => bath.exitCode === 3, WITHIN_MS)
    assert.match(bath.output(), /^agent\.denied: Only an owner/m)

    const third = await agentThatEnds(['--hub', hub, '--state', join(folder, 'third'), '--listen', at])
    assert.equal(third.code, 2)
    assert.match(third.said, /^agent\.cannot-listen: /m)
  },
)
