import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import type { DeviceId } from '@baton/protocol'
import type { DisplayCredential } from '#engine'
import { brokerClients } from './broker-clients.ts'
import type { ControlAnswer, ControlCommand } from './dynamic-security.ts'

interface Client {
  readonly username: string
  readonly password: string
  readonly textname?: string
  readonly textdescription?: string
  readonly roles: readonly { readonly rolename: string }[]
}

/** What Mosquitto's plugin does with what is asked here, in its words. */
function plugin() {
  const clients = new Map<string, Client>()
  const roles = new Set<string>()
  /** Of these displays nothing can be changed. */
  const stuck = new Set<string>()
  function answer({ command, ...rest }: ControlCommand): Omit<ControlAnswer, 'command'> {
    const { username = '', rolename = '' } = rest as {
      readonly username?: string
      readonly rolename?: string
    }
    const given = rest as unknown as Client
    const lacks = () => given.roles.some((one) => !roles.has(one.rolename))
    if (stuck.has(username)) return { error: 'Internal error' }
    switch (command) {
      case 'listClients':
        return { data: { clients: [...clients.values()], totalCount: clients.size } }
      case 'getClient':
        return clients.has(username)
          ? { data: { client: clients.get(username) } }
          : { error: 'Client not found' }
      case 'createRole':
        if (roles.has(rolename)) return { error: 'Role already exists' }
        roles.add(rolename)
        return {}
      case 'modifyRole':
        return roles.has(rolename) ? {} : { error: 'Role not found' }
      case 'deleteRole':
        return roles.delete(rolename) ? {} : { error: 'Role not found' }
      case 'createClient':
        if (clients.has(username)) return { error: 'Client already exists' }
        if (lacks()) return { error: 'Role not found' }
        clients.set(username, given)
        return {}
      case 'modifyClient':
        if (!clients.has(username)) return { error: 'Client not found' }
        if (lacks()) return { error: 'Role not found' }
        clients.set(username, given)
        return {}
      case 'deleteClient':
        return clients.delete(username) ? {} : { error: 'Client not found' }
      default:
        return {}
    }
  }
  return {
    clients,
    roles,
    stuck,
    ask: async (commands: readonly ControlCommand[]): Promise<readonly ControlAnswer[]> =>
      commands.map((one) => ({ command: one.command, ...answer(one) })),
    /** By hand, or by a hub that ended in the middle. */
    loseRole(name: string) {
      roles.delete(`display-${name}`)
      for (const [username, one] of clients) {
        const left = one.roles.filter(({ rolename }) => roles.has(rolename))
        clients.set(username, { ...one, roles: left })
      }
    },
    tokenOf: (name: string) => clients.get(name)?.password ?? null,
    mayAnything: (name: string) => (clients.get(name)?.roles ?? []).length > 0,
  }
}

function house() {
  const rows = new Map<string, DisplayCredential>()
  return {
    broker: plugin(),
    rows,
    cleared: [] as string[],
    put(name: string, token: string | null, hashOf = token ?? '') {
      const tokenHash = createHash('sha256').update(hashOf).digest('base64url')
      rows.set(name, { playerKey: name as DeviceId, tokenHash, sealedToken: token })
    },
  }
}

type House = ReturnType<typeof house>

/** `ask`: how this worker reaches the broker. */
function worker({ broker, rows, cleared }: House, ask = broker.ask) {
  const failures: unknown[] = []
  const clients = brokerClients({
    security: { ask },
    store: {
      credentials: async (keys) => (keys ? keys.flatMap((key) => rows.get(key) ?? []) : [...rows.values()]),
    },
    tokens: { seal: (_name, token) => token, open: (_name, sealed) => sealed },
    rightsOf: (name) => ({ says: [`${name}/status`, `${name}/request/+`], hears: [], hearsBelow: [] }),
    clearRetained: (topic) => cleared.push(topic),
    clock: { after: () => () => {} },
    onFailure: (error) => failures.push(error),
  })
  return { clients, failures, settle: (name: string) => clients.settle(name as DeviceId) }
}

test('[MQ33] a display whose role is gone has it again, by whoever looks at the broker anew', async () => {
  const home = house()
  const { broker } = home
  const one = worker(home)
  for (const name of ['a', 'b']) home.put(name, 'token')
  await one.clients.reconcile()
  broker.loseRole('a')
  one.clients.forget()
  await one.clients.reconcile()
  assert.equal(broker.mayAnything('a'), true)
  // Its token changes while the role is gone.
  broker.loseRole('b')
  home.put('b', 'another')
  await one.settle('b')
  assert.deepEqual([broker.tokenOf('b'), broker.mayAnything('b')], ['another', true])
  assert.deepEqual(one.failures, [])
})

test('[MQ33] one that the broker refuses keeps none of the others out, and is told', async () => {
  const home = house()
  const { broker } = home
  const one = worker(home)
  for (const name of ['a', 'b', 'c']) home.put(name, 'token')
  broker.stuck.add('a')
  await assert.rejects(one.clients.reconcile(), /the broker refused: .*Internal error/)
  assert.deepEqual([broker.tokenOf('b'), broker.tokenOf('c')], ['token', 'token'])
  home.rows.delete('b')
  await assert.rejects(one.clients.reconcile())
  assert.deepEqual([broker.tokenOf('b'), broker.tokenOf('c')], [null, 'token'])
  broker.stuck.clear()
  assert.deepEqual(await one.clients.reconcile(), { unknownTokens: 0 })
  assert.equal(broker.tokenOf('a'), 'token')
})

test('[MQ33] of two workers that are told of two tokens the slower one does not put the former back', async () => {
  const home = house()
  const { broker } = home
  home.put('a', 'first')
  const quick = worker(home)
  await quick.clients.reconcile()
  let isOvertaken = false
  const slow = worker(home, async (commands) => {
    if (!isOvertaken && commands.some(({ command }) => command === 'modifyClient')) {
      isOvertaken = true
      home.put('a', 'third')
      await quick.settle('a')
      assert.equal(broker.tokenOf('a'), 'third')
    }
    return broker.ask(commands)
  })
  home.put('a', 'second')
  await slow.settle('a')
  assert.equal(isOvertaken, true)
  assert.equal(broker.tokenOf('a'), 'third')
  // The same where it was forgotten meanwhile.
  isOvertaken = false
  home.put('a', 'fourth')
  const late = worker(home, async (commands) => {
    if (!isOvertaken && commands.some(({ command }) => command === 'modifyClient')) {
      isOvertaken = true
      home.rows.delete('a')
      await quick.settle('a')
    }
    return broker.ask(commands)
  })
  await late.settle('a')
  assert.deepEqual([isOvertaken, broker.tokenOf('a'), broker.roles.size], [true, null, 0])
})

test('[MQ34] a token that was sealed while another worker took its display away is told', async () => {
  const home = house()
  const { broker } = home
  home.put('a', 'first')
  const quick = worker(home)
  await quick.clients.reconcile()
  home.put('a', null, 'second')
  const slow = worker(home, async (commands) => {
    if (
      commands.some(({ command }) => command === 'deleteClient') &&
      home.rows.get('a')?.sealedToken === null
    ) {
      home.put('a', 'second')
      await quick.settle('a')
    }
    return broker.ask(commands)
  })
  await slow.settle('a')
  assert.equal(broker.tokenOf('a'), 'second')
})

test('[MQ35] of a display that is forgotten nothing stays retained, whoever has taken its client away', async () => {
  const home = house()
  const one = worker(home)
  home.put('a', 'token')
  await one.settle('a')
  assert.deepEqual(home.cleared, [])
  home.rows.delete('a')
  await home.broker.ask([{ command: 'deleteClient', username: 'a' }])
  await one.settle('a')
  assert.deepEqual(home.cleared, ['a/status'])
})
