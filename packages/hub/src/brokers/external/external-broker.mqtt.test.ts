import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { DeviceId } from '@baton/protocol'
import { brokerContract, ownTopic, storeAway, type TakenMessage } from '@baton/testing/contracts/broker'
import { type MosquittoServer, startMosquitto } from '@baton/testing/machine/mosquitto'
import { until } from '@baton/testing/worlds/hub-process-world'
import { connectAsync } from 'mqtt'
import { type BrokerMessage, type DisplayCredential, everyLease } from '#engine'
import { machineChance, machineClock } from '#main'
import { type ExternalBroker, externalBroker } from './external-broker.ts'

let mosquitto: MosquittoServer
before(async () => {
  mosquitto = await startMosquitto()
})
after(() => mosquitto?.[Symbol.asyncDispose]())

const KEY = randomBytes(32)

/** What a hub keeps of its displays: by it brokers are told who may come in. */
function credentials() {
  const rows = new Map<string, DisplayCredential>()
  const claimed = new Set<string>()
  return {
    rows,
    claims: {
      async take(name: string) {
        const isFree = !claimed.has(name)
        claimed.add(name)
        return isFree
      },
      giveUp: async (name: string) => void claimed.delete(name),
    },
    store: {
      credentials: async (keys?: readonly DeviceId[]) =>
        keys ? keys.flatMap((key) => rows.get(key) ?? []) : [...rows.values()],
    },
    put(broker: Pick<ExternalBroker, 'tokens'>, name: string, token: string) {
      const tokenHash = createHash('sha256').update(token).digest('base64url')
      const sealedToken = broker.tokens.seal(name, token)
      rows.set(name, { playerKey: name as DeviceId, tokenHash, sealedToken })
    },
  }
}

interface Worker extends AsyncDisposable {
  readonly broker: ExternalBroker
  readonly taken: (TakenMessage & Pick<BrokerMessage, 'isRetained'>)[]
  readonly failures: unknown[]
  /** Whether it reached the broker, from when on. */
  readonly changes: boolean[]
  isAway: boolean
  /** So many of the next messages find the store away. */
  failsFor: number
}

function worker(kept: ReturnType<typeof credentials>, name = 'hub', leases = everyLease(() => {})): Worker {
  const taken: Worker['taken'] = []
  const failures: unknown[] = []
  const changes: boolean[] = []
  const one: Worker = {
    taken,
    failures,
    changes,
    isAway: false,
    failsFor: 0,
    broker: externalBroker({
      address: { url: mosquitto.hubUrl },
      forDisplays: { url: `mqtt://127.0.0.1:${mosquitto.displayPort}` },
      port: mosquitto.displayPort,
      worker: name,
      key: KEY,
      store: kept.store,
      leases,
      claims: kept.claims,
      reconcileEveryMs: 100,
      clock: machineClock(),
      chance: machineChance(),
      onChange: (isConnected) => changes.push(isConnected),
      onFailure: (error) => failures.push(error),
    }),
    [Symbol.asyncDispose]: () => one.broker[Symbol.asyncDispose](),
  }
  one.broker.start({
    shared: ['makapix/player/+/view'],
    ordered: ['makapix/player/+/status'],
    everywhere: ['makapix/player/+/command/ack'],
    rightsOf: (display) => ({
      says: [ownTopic(display, 'status'), ownTopic(display, 'view')],
      hears: [ownTopic(display, 'command')],
      hearsBelow: [],
    }),
    async take({ topic, payload, isRetained }) {
      if (one.isAway || one.failsFor-- > 0) throw storeAway()
      taken.push({ topic, text: Buffer.from(payload).toString(), isRetained })
    },
    takenOver() {},
    handedOn() {},
  })
  return one
}

const ready = ({ broker }: Worker) => until('the hub is there', async () => broker.problem === null)

const url = () => `mqtt://127.0.0.1:${mosquitto.displayPort}`

brokerContract({
  name: 'Mosquitto beside the hub',
  async open() {
    const kept = credentials()
    const one = worker(kept)
    await ready(one)
    const { broker } = one
    return {
      broker,
      url: url(),
      get taken() {
        return one.taken.map(({ topic, text }) => ({ topic, text }))
      },
      async permit(name, password) {
        if (password === null) kept.rows.delete(name)
        else kept.put(broker, name, password)
        await broker.settle(name as DeviceId)
      },
      async withoutStore(work) {
        one.isAway = true
        await work()
        one.isAway = false
      },
      [Symbol.asyncDispose]: () => one[Symbol.asyncDispose](),
    }
  },
})

describe('what the broker knows of displays', () => {
  test('[MQ33] is as the store has it: after the broker was away, and after it has lost everything', async () => {
    const kept = credentials()
    await using one = worker(kept)
    await ready(one)
    const [stays, goes, comes] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()]
    for (const name of [stays, goes]) {
      kept.put(one.broker, name, 'token')
      await one.broker.settle(name as DeviceId)
    }
    await mosquitto.server.end()
    await until('the hub knows', async () => one.broker.problem === 'broker-away')
    kept.rows.delete(goes)
    kept.put(one.broker, comes, 'token')
    await mosquitto.server.start()
    await until('the new one comes in', () => isLetIn(comes, 'token'))
    await until('the other one does not any more', async () => !(await isLetIn(goes, 'token')))
    await mosquitto.server.end('SIGKILL')
    await mosquitto.loseClients()
    await mosquitto.server.start()
    await until(
      'everybody comes in again',
      async () => (await isLetIn(stays, 'token')) && isLetIn(comes, 'token'),
    )
    assert.equal(await isLetIn(goes, 'token'), false)
  })

  test('[MQ33] what another worker has changed, and whom nobody told of, follows within moments', async () => {
    const kept = credentials()
    await using one = worker(kept)
    await ready(one)
    const name = crypto.randomUUID()
    kept.put(one.broker, name, 'first')
    await until('it comes in', () => isLetIn(name, 'first'))
    kept.put(one.broker, name, 'second')
    await until('by the other token alone', async () => !(await isLetIn(name, 'first')))
    await until('which it is told', () => isLetIn(name, 'second'))
    kept.rows.delete(name)
    await until('not any more', async () => !(await isLetIn(name, 'second')))
  })

  test('[MQ34] a token that the hub cannot open lets nobody in, and is told', async () => {
    const kept = credentials()
    await using one = worker(kept)
    await ready(one)
    const name = crypto.randomUUID()
    kept.put(one.broker, name, 'token')
    await until('it comes in', () => isLetIn(name, 'token'))
    const hash = createHash('sha256').update('another').digest('base64url')
    kept.rows.set(name, { playerKey: name as DeviceId, tokenHash: hash, sealedToken: null })
    await until('the health of the hub says so', async () => one.broker.problem === 'broker-tokens')
    assert.equal(await isLetIn(name, 'token'), false)
    kept.put(one.broker, name, 'another')
    await until('it comes in again', () => isLetIn(name, 'another'))
    await ready(one)
  })

  test('[MQ33] it comes as nobody else, by the listener for hubs either', async () => {
    const kept = credentials()
    await using one = worker(kept)
    await ready(one)
    const name = crypto.randomUUID()
    kept.put(one.broker, name, 'token')
    await one.broker.settle(name as DeviceId)
    const { host } = new URL(mosquitto.hubUrl)
    const come = (clientId: string) =>
      connectAsync(`mqtt://${host}`, { username: name, password: 'token', clientId, reconnectPeriod: 0 })
    for (const foreign of ['baton-hub', 'baton-ordered', crypto.randomUUID()])
      await assert.rejects(come(foreign), /Not authorized/)
    await (await come(name)).endAsync()
  })

  async function isLetIn(username: string, password: string): Promise<boolean> {
    const options = { username, password, protocolVersion: 4, reconnectPeriod: 0 } as const
    try {
      const client = await connectAsync(url(), options)
      await client.endAsync(true)
      return true
    } catch {
      return false
    }
  }
})

describe('what displays say', () => {
  async function display(one: Worker, kept: ReturnType<typeof credentials>) {
    const name = crypto.randomUUID()
    kept.put(one.broker, name, 'token')
    await one.broker.settle(name as DeviceId)
    const client = await connectAsync(url(), { username: name, password: 'token', reconnectPeriod: 0 })
    return { name, client, [Symbol.asyncDispose]: () => client.endAsync(true) }
  }
  const textsOf = ({ taken }: Worker, topic: string) =>
    taken.filter((one) => one.topic === topic).map(({ text }) => text)

  test('[MQ35] while no hub is there waits at the broker, and what was retained before any was there is read', async () => {
    const kept = credentials()
    const first = worker(kept)
    await ready(first)
    await using one = await display(first, kept)
    await first[Symbol.asyncDispose]()
    const [status, view] = [ownTopic(one.name, 'status'), ownTopic(one.name, 'view')]
    await one.client.publishAsync(status, 'said', { qos: 1, retain: true })
    await one.client.publishAsync(view, 'seen', { qos: 1 })
    await using second = worker(kept)
    await until(
      'both have come',
      async () => textsOf(second, status)[0] === 'said' && textsOf(second, view)[0] === 'seen',
    )
    assert.equal(
      second.taken.some(({ isRetained }) => isRetained),
      false,
      'they came as they were said',
    )
  })

  test('[MQ35] what was retained before any hub had come is read, and told to be so', async () => {
    const kept = credentials()
    const first = worker(kept)
    await ready(first)
    await using one = await display(first, kept)
    const status = ownTopic(one.name, 'status')
    await one.client.publishAsync(status, 'said', { qos: 1, retain: true })
    await until('it has come', async () => textsOf(first, status).length > 0)
    await first[Symbol.asyncDispose]()
    // Its session is gone, and what is retained is not.
    const clean = { protocolVersion: 5, clean: true, properties: { sessionExpiryInterval: 0 } } as const
    const session = await connectAsync(mosquitto.hubUrl, { clientId: 'baton-ordered', ...clean })
    await session.endAsync()
    await using second = worker(kept)
    await until('it is read', async () => textsOf(second, status)[0] === 'said')
    assert.equal(second.taken.find(({ topic }) => topic === status)?.isRetained, true)
  })

  test('[MQ35] of what many follow together nothing stays retained, nor of a display that is forgotten', async () => {
    const kept = credentials()
    await using one = worker(kept)
    await ready(one)
    await using shown = await display(one, kept)
    const [view, status] = [ownTopic(shown.name, 'view'), ownTopic(shown.name, 'status')]
    await shown.client.publishAsync(view, 'seen', { qos: 1, retain: true })
    await until('the view is taken', async () => textsOf(one, view).length > 0)
    assert.equal(one.taken.find(({ topic }) => topic === view)?.isRetained, false)
    await until('it is not retained', async () => !(await isRetained(view)))
    await shown.client.publishAsync(status, 'said', { qos: 1, retain: true })
    assert.equal(await isRetained(status), true)
    kept.rows.delete(shown.name)
    await until('it is forgotten', async () => !(await isRetained(status)))
  })

  /** Whoever begins to follow is told first what is retained. */
  async function isRetained(topic: string): Promise<boolean> {
    const client = await connectAsync(mosquitto.hubUrl, { clientId: 'looks', protocolVersion: 5 })
    try {
      const first = new Promise<boolean>((resolve) => {
        client.once('message', (_topic, _payload, { retain }) => resolve(retain))
      })
      await client.subscribeAsync(topic, { qos: 1 })
      await client.publishAsync(topic, 'now', { qos: 1 })
      return await first
    } finally {
      await client.endAsync()
    }
  }

  test('[MQ36] what a display says of itself is taken in its order, also what the store could not take at once', async () => {
    const kept = credentials()
    await using one = worker(kept)
    await ready(one)
    await using two = await display(one, kept)
    await using other = await display(one, kept)
    const status = ownTopic(two.name, 'status')
    one.failsFor = 1
    for (const text of ['offline', 'online']) await two.client.publishAsync(status, text, { qos: 1 })
    await other.client.publishAsync(ownTopic(other.name, 'status'), 'online', { qos: 1 })
    await until('both are taken', async () => textsOf(one, status).length === 2)
    assert.deepEqual(textsOf(one, status), ['offline', 'online'])
    assert.equal(one.taken[0]?.topic, ownTopic(other.name, 'status'), 'others wait for nobody')
  })

  test('[MQ40] what the hub says expires where it is not told soon', async () => {
    const kept = credentials()
    await using one = worker(kept)
    await ready(one)
    const name = crypto.randomUUID()
    kept.put(one.broker, name, 'token')
    await one.broker.settle(name as DeviceId)
    const command = ownTopic(name, 'command')
    const client = await connectAsync(url(), { username: name, password: 'token', protocolVersion: 5 })
    const left = new Promise<number | undefined>((resolve) => {
      client.once('message', (_topic, _payload, { properties }) => resolve(properties?.messageExpiryInterval))
    })
    await client.subscribeAsync(command, { qos: 1 })
    assert.equal(one.broker.publish(name, command, '{}'), true)
    const seconds = await left
    assert.ok(seconds !== undefined && seconds > 0 && seconds <= 5, String(seconds))
    await client.endAsync()
  })

  test('[MQ36] each message comes to one of many workers, and what waits for one that has gone to another', async () => {
    const kept = credentials()
    const [first, second] = [worker(kept, 'first'), worker(kept, 'second')]
    await Promise.all([first, second].map(ready))
    await using one = await display(first, kept)
    const view = ownTopic(one.name, 'view')
    const say = async (from: number, count: number) => {
      for (let n = from; n < from + count; n++) await one.client.publishAsync(view, String(n), { qos: 1 })
    }
    await say(0, 20)
    const all = () =>
      [...textsOf(first, view), ...textsOf(second, view)].map(Number).toSorted((a, b) => a - b)
    await until('all have come', async () => all().length >= 20)
    assert.deepEqual(
      all(),
      Array.from({ length: 20 }, (_, n) => n),
    )
    assert.ok(textsOf(first, view).length > 0 && textsOf(second, view).length > 0)
    // What comes to the second one now is acknowledged by nobody.
    second.isAway = true
    await say(20, 20)
    await second[Symbol.asyncDispose]()
    await until('the first one has taken the rest', async () => new Set(all()).size >= 40, 60_000)
    assert.deepEqual(
      all(),
      Array.from({ length: 40 }, (_, n) => n),
    )
    await first[Symbol.asyncDispose]()
  })

  test('[MQ37] a hub that starts before its broker begins when that is there', async () => {
    await mosquitto.server.end()
    const kept = credentials()
    await using one = worker(kept)
    assert.equal(one.broker.problem, 'broker-away')
    assert.equal(one.broker.publish('a', 'b', 'c'), false)
    await mosquitto.server.start()
    await ready(one)
    assert.equal(one.broker.publish('a', ownTopic('a', 'command'), 'c'), true)
    await mosquitto.server.end('SIGKILL')
    await until('the loss is told', async () => one.changes.length === 2)
    await mosquitto.server.start()
    await ready(one)
    assert.deepEqual(one.changes, [true, false, true])
    assert.deepEqual(one.failures, [])
  })
})
