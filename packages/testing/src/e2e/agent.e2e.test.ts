import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type AgentProcess, agentThatEnds, codeOf, letIn, startAgent } from '../worlds/agent-process.ts'
import { HubProcessWorld, until } from '../worlds/hub-process-world.ts'

/** Without a player it is a loudspeaker that cannot sound. */
const WITHOUT_PLAYER = ['--mpv', '/nowhere/mpv']
const TIMEOUT = { timeout: 120_000 }

test(
  '[AG24] [AG13] [AG67] it is there as what it is; let in anew it is the same device, under the name it was given',
  TIMEOUT,
  async () => {
    await using house = await worldWithAgent()
    const { owner, agent } = house
    await letIn(agent, owner)
    const [device] = await owner.devices()
    assert.deepEqual([device?.name, device?.kind], ['Kitchen', 'agent'])
    await until(
      'the hub knows that it cannot sound',
      async () => (await owner.devices())[0]?.health === 'notready',
    )
    await owner.send({
      type: 'device.update',
      deviceId: device?.deviceId as never,
      name: 'Cuisine',
      // As it tells of a reader that it has no longer when it is started again.
      capabilities: { reader: 'no-reader' },
    })
    await agent.end()
    await using again = await house.agentWith('--pair')
    await letIn(again, owner)
    assert.deepEqual(
      (await owner.devices()).map(({ deviceId, name, capabilities }) => [
        deviceId,
        name,
        capabilities.reader,
      ]),
      [[device?.deviceId, 'Cuisine', null]],
    )
  },
)

test('[AG22] somebody says no: it ends with 3', TIMEOUT, async () => {
  await using house = await worldWithAgent()
  await house.owner.account.decideLink(codeOf(house.agent), 'deny')
  assert.equal(await house.agent.ended(), 3)
  assert.match(house.agent.output(), /^agent\.denied: /m)
})

test(
  '[AG22] [AG21] it shows its credential to no other hub, and its folder to no other agent',
  TIMEOUT,
  async () => {
    await using house = await worldWithAgent()
    await letIn(house.agent, house.owner)
    const where = ['--state', house.agent.state, '--hub']
    const second = await agentThatEnds([...where, house.world.baseUrl])
    assert.equal(second.code, 2)
    assert.match(second.said, /^agent\.already-runs: /)
    await house.agent.end()
    const elsewhere = await agentThatEnds([...where, 'http://127.0.0.1:9'])
    assert.equal(elsewhere.code, 2)
    assert.match(elsewhere.said, /^agent\.other-hub: /)
  },
)

test('[AG20] what is wrong is told in one line, and ends with 2', TIMEOUT, async () => {
  const { code, said } = await agentThatEnds(['--hub', 'hub.local'])
  assert.equal(code, 2)
  assert.match(said, /^agent\.bad-value: [^\n]+\n$/)
})

test(
  '[AG29] when its sign-in is ended at the hub it ends with 4, and asks anew when it is started again',
  TIMEOUT,
  async () => {
    await using house = await worldWithAgent()
    const { owner, agent } = house
    await letIn(agent, owner)
    const mine = (await owner.account.signIns()).find(({ name }) => name === 'Kitchen')
    assert.ok(mine)
    await owner.account.endSignIn(mine.signInId)
    assert.equal(await agent.ended(), 4)
    assert.match(agent.output(), /^agent\.signed-out: /m)
    await agent.start()
    assert.match(codeOf(agent), /^\w{4}-\w{4}$/)
  },
)

test('[AG22] [AG24] a hub that is away at the start is waited for', TIMEOUT, async () => {
  await using house = await worldWithAgent()
  const { world, agent } = house
  await letIn(agent, house.owner)
  await agent.end()
  await world.hub.end('SIGTERM')
  const starting = agent.start()
  await until('it has found nobody', async () => /client\.(offline|expired)/.test(agent.output()))
  await world.start()
  await starting
  await agent.ready()
})

async function worldWithAgent() {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'baton-agents-'))
  made.defer(() => rm(folder, { recursive: true, force: true }))
  const world = made.use(await HubProcessWorld.build())
  const agentWith = (...args: readonly string[]): Promise<AgentProcess> =>
    startAgent({ name: 'Kitchen', baseUrl: world.baseUrl, folder, args: [...WITHOUT_PLAYER, ...args] })
  const agent = made.use(await agentWith())
  const owner = await world.client()
  const kept = made.move()
  return { world, agent, owner, agentWith, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
