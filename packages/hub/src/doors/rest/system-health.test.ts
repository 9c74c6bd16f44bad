import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromRest, SystemHealth } from '@baton/protocol'
import { openStream } from '@baton/testing/worlds/event-stream'
import { serveHub } from '@baton/testing/worlds/http-world'

const BEN = { username: 'Ben', password: 'another long password' }

test('[HE9] everybody may read how the hub is, owners when it turned', async () => {
  await using hub = await serveHub({ health: { ping: async () => {} } })
  await hub.health.start()
  await hub.accounts.createMember(hub.owner, BEN)
  const ben = await hub.program(undefined, BEN)
  const present = await ben.ask('/health')
  const { status, components } = SystemHealth.parse(fromRest(present.json))
  assert.deepEqual([present.status, status], [200, 'healthy'])
  assert.ok(components.some(({ component }) => component === 'database'))
  assert.equal((await ben.ask('/health/history')).status, 403)
  const owner = await hub.program()
  const { json } = await owner.ask('/health/history?hours=1')
  const { transitions } = json as { readonly transitions: readonly { readonly component: string }[] }
  assert.ok(transitions.some(({ component }) => component === 'database'))
  assert.equal((await owner.ask('/health/history?hours=1000')).status, 400)
  assert.equal((await hub.ask('/health')).status, 401)
})

test('[HE1] whoever follows the room is shown the whole of it, and told what turns, while the store is away too', async () => {
  let isThere = true
  const ping = async () => {
    if (!isThere) throw new Error('away')
  }
  await using hub = await serveHub({ health: { ping, everyMs: 20 } })
  await hub.health.start()
  const { token } = await hub.program()
  const authorization = `Bearer ${token}`
  await using stream = await openStream(`${hub.baseUrl}/events?rooms=health`, { authorization })
  const { event, data } = await stream.next()
  const shown = SystemHealth.parse((fromRest(data) as { readonly health: unknown }).health)
  assert.deepEqual([event, shown.status], ['snapshot', 'healthy'])
  const told = async (status: SystemHealth['status']) => {
    for (;;) {
      const beacon = await stream.until('health_beacon')
      const { health } = fromRest(beacon.data) as { readonly health: SystemHealth }
      if (health.status === status) return health
    }
  }
  isThere = false
  const { components } = await told('unhealthy')
  assert.equal(components.find(({ component }) => component === 'database')?.code, 'database.away')
  isThere = true
  await told('healthy')
  assert.deepEqual(hub.failures, [])
})
