import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Duplex, duplexPair } from 'node:stream'
import { describe, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { makeCertificate } from '@baton/testing/machine/certificates'
import type { BrokerClient, BrokerRules } from '#engine'
import { type EmbeddedBroker, embeddedBroker } from './embedded-broker.ts'
import { MAX_CONNECTIONS_OF_ADDRESS, MAX_PACKET_BYTES, MAX_QUEUED_BYTES } from './limits.ts'

describe('the broker inside the hub', () => {
  test('[MQ23] a port that is taken is told, and ends nothing', async () => {
    await using first = await listening()
    await using second = await brokerFor()
    await second.listen('127.0.0.1', Number(first.port))
    assert.deepEqual([second.port, second.problem], [null, 'EADDRINUSE'])
    assert.deepEqual([first.problem, typeof first.port], [null, 'number'])
  })

  test('[MQ41] by TLS it speaks the same, and a port that is taken is told', async () => {
    await using broker = await brokerFor()
    const folder = await mkdtemp(join(tmpdir(), 'baton-broker-tls-'))
    const { pem: cert, key: keyFile } = await makeCertificate(folder)
    const made = { cert, key: await readFile(keyFile) }
    await rm(folder, { recursive: true, force: true })
    const server = await broker.listenTls('127.0.0.1', 0, made)
    assert.deepEqual([broker.port, broker.problem, server?.listening], [null, null, true])
    const socket = connectTls({ port: Number(broker.tlsPort), host: '127.0.0.1', rejectUnauthorized: false })
    socket.on('error', () => {})
    const heard: Buffer[] = []
    socket.on('data', (chunk: Buffer) => heard.push(chunk))
    socket.write(CONNECT)
    while (Buffer.concat(heard).length < 4) await once(socket, 'data')
    assert.deepEqual([...Buffer.concat(heard)], [0x20, 2, 0, 0])
    socket.destroy()
    await using other = await brokerFor()
    assert.equal(await other.listenTls('127.0.0.1', Number(broker.tlsPort), made), null)
    assert.equal(other.problem, 'EADDRINUSE')
  })

  test('[MQ21] whoever does not say who it is, is cut off; and so many may stand at one time', async () => {
    await using broker = await listening({ connectsWithinMs: 100 })
    const silent = connect(Number(broker.port), '127.0.0.1')
    await once(silent, 'close')
    await using patient = await listening()
    const open = Array.from({ length: MAX_CONNECTIONS_OF_ADDRESS }, () =>
      connect(Number(patient.port), '127.0.0.1'),
    )
    await Promise.all(open.map((socket) => once(socket, 'connect')))
    const tooMany = connect(Number(patient.port), '127.0.0.1')
    await once(tooMany, 'close')
    assert.equal(patient.figures().refused, 1)
    for (const socket of open) socket.destroy()
  })

  test('[MQ2] one that has ended while it was looked up takes nobody’s place', async () => {
    const { promise: looked, resolve: look } = Promise.withResolvers<boolean>()
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
    const { promise: gone, resolve: went } = Promise.withResolvers<BrokerClient>()
    const came: BrokerClient[] = []
    await using broker = await brokerFor({
      rules: {
        async admit() {
          if (came.length === 0) return true
          ask()
          return looked
        },
        came: (client) => void came.push(client),
        went,
      },
    })
    const first = await come(broker)
    const [near, second] = duplexPair()
    broker.accept(second, '192.0.2.1')
    near.write(CONNECT)
    await asked
    second.destroy()
    await once(second, 'close')
    await turn()
    look(true)
    await turn()
    assert.equal(first.hub.destroyed, false)
    assert.equal(broker.publish('a', 'b', ''), true)
    first.hub.destroy()
    assert.equal((await gone).connectionId, came[0]?.connectionId)
    assert.deepEqual([came.length, broker.figures().connections], [1, 0])
  })

  test('[MQ2] [DI12] the newer of two says when it goes, whatever the former followed', async () => {
    const gone: string[] = []
    const came: string[] = []
    await using broker = await brokerFor({
      rules: {
        came: ({ connectionId }) => void came.push(connectionId),
        went: ({ connectionId }) => void gone.push(connectionId),
      },
    })
    const former = await come(broker)
    await former.follow()
    const newer = await come(broker)
    if (!former.hub.closed) await once(former.hub, 'close')
    assert.deepEqual(gone, [])
    newer.hub.destroy()
    while (broker.figures().connections > 0) await turn()
    assert.deepEqual(gone, [came[1]])
  })

  test('[MQ8] a client of MQTT 5 is told in its own words that this version is not spoken', async () => {
    await using broker = await listening()
    const socket = connect(Number(broker.port), '127.0.0.1')
    socket.write(CONNECT_5)
    const heard: Buffer[] = []
    socket.on('data', (chunk: Buffer) => heard.push(chunk))
    await once(socket, 'close')
    assert.deepEqual([...Buffer.concat(heard)], [0x20, 3, 0, 0x84, 0])
    assert.deepEqual([broker.figures().refused, broker.figures().connections], [1, 0])
  })

  test('[MQ5] what could not be taken is not acknowledged, and the connection ends', async () => {
    const taken: string[] = []
    await using broker = await listening({
      rules: {
        async take(_client, topic) {
          taken.push(topic)
          if (topic === 'c') throw new Error('the store is away')
        },
      },
    })
    const socket = connect(Number(broker.port), '127.0.0.1')
    socket.on('error', () => {})
    const heard: Buffer[] = []
    socket.on('data', (chunk: Buffer) => heard.push(chunk))
    socket.write(Buffer.concat([CONNECT, publish('b', 7)]))
    while (Buffer.concat(heard).length < 8) await once(socket, 'data')
    socket.write(publish('c', 8))
    await once(socket, 'close')
    assert.deepEqual([...Buffer.concat(heard)], [0x20, 2, 0, 0, 0x40, 2, 0, 7])
    assert.deepEqual(taken, ['b', 'c'])
  })

  test('[MQ22] one that takes nothing is cut off once too much waits for it', async () => {
    const { promise: gone, resolve: went } = Promise.withResolvers<string>()
    await using broker = await listening({ rules: { went: ({ name }) => went(name) } })
    const socket = connect(Number(broker.port), '127.0.0.1')
    socket.on('error', () => {})
    socket.write(CONNECT)
    await once(socket, 'data')
    socket.write(SUBSCRIBE)
    await once(socket, 'data')
    socket.pause()
    const payload = 'x'.repeat(MAX_QUEUED_BYTES / 4)
    while (broker.publish('a', 'b', payload)) await turn()
    assert.equal(await gone, 'a')
    assert.equal(broker.figures().connections, 0)
    socket.destroy()
  })

  test('[MQ22] while one takes nothing, others are told at once', async () => {
    await using broker = await brokerFor()
    const stuck = await come(broker)
    await stuck.follow()
    stuck.stick()
    const other = await come(broker, CONNECT_OTHER)
    await other.follow()
    const large = 'x'.repeat(MAX_PACKET_BYTES)
    assert.equal(broker.publish('a', 'b', large), true)
    for (let n = 0; n < 200; n++) broker.publish('a', 'b', 'x')
    broker.publish('c', 'c', 'now')
    while (!other.heard().endsWith('now')) {
      assert.equal(stuck.hub.destroyed, false, 'they were told only when it was cut off')
      await turn()
    }
  })
})

interface Come {
  /** The hub’s end of it. */
  readonly hub: Duplex
  /** All that it was told. */
  heard(): string
  /** It follows the topic of its one letter. */
  follow(): Promise<void>
  /** From now on it takes nothing. */
  stick(): void
}

/** One that has been let in. */
async function come(broker: EmbeddedBroker, hello = CONNECT): Promise<Come> {
  const [near, far] = duplexPair()
  let isStuck = false
  const hub = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      if (isStuck) return
      far.write(chunk)
      done()
    },
  })
  far.on('data', (chunk: Buffer) => hub.push(chunk))
  const heard: Buffer[] = []
  near.on('data', (chunk: Buffer) => heard.push(chunk))
  broker.accept(hub, '192.0.2.1')
  const answered = async (bytes: number) => {
    while (Buffer.concat(heard).length < bytes) await turn()
  }
  near.write(hello)
  await answered(4)
  assert.deepEqual([...Buffer.concat(heard)], [0x20, 2, 0, 0])
  return {
    hub,
    heard: () => Buffer.concat(heard).toString('latin1'),
    async follow() {
      near.write(hello === CONNECT ? SUBSCRIBE : SUBSCRIBE_OTHER)
      await answered(4 + 5)
    },
    stick() {
      isStuck = true
    },
  }
}

/** User name `a`, password `b`, as MQTT 3.1.1 says it. */
const CONNECT = Buffer.from([
  0x10, 19, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 0b1100_0010, 0, 60, 0, 1, 0x63, 0, 1, 0x61, 0, 1, 0x62,
])
/** The same with the user name `c`. */
const CONNECT_OTHER = Buffer.from(CONNECT.map((byte, at) => (byte === 0x61 && at > 12 ? 0x63 : byte)))
/** The same as MQTT 5 says it, without properties. */
const CONNECT_5 = Buffer.from([
  0x10, 20, 0, 4, 0x4d, 0x51, 0x54, 0x54, 5, 0b1100_0010, 0, 60, 0, 0, 1, 0x63, 0, 1, 0x61, 0, 1, 0x62,
])
/** Nothing at that topic of one letter, to be acknowledged by that number. */
function publish(topic: string, number: number): Buffer {
  return Buffer.from([0x32, 5, 0, 1, topic.charCodeAt(0), 0, number])
}

/** The topic `b`. */
const SUBSCRIBE = Buffer.from([0x82, 6, 0, 1, 0, 1, 0x62, 0])
/** The topic `c`. */
const SUBSCRIBE_OTHER = Buffer.from([0x82, 6, 0, 1, 0, 1, 0x63, 0])

interface Wanted {
  readonly rules?: Partial<BrokerRules>
  readonly connectsWithinMs?: number
}

async function brokerFor({ rules = {}, connectsWithinMs }: Wanted = {}): Promise<EmbeddedBroker> {
  const broker = await embeddedBroker({
    clock: { monotonicMs: () => performance.now() },
    chance: { uuid: randomUUID },
    onFailure: assert.ifError,
    ...(connectsWithinMs !== undefined && { connectsWithinMs }),
  })
  broker.start({
    admit: async () => true,
    came: () => {},
    went: () => {},
    mayPublish: () => true,
    maySubscribe: () => true,
    take: async () => {},
    ...rules,
  })
  return broker
}

async function listening(wanted: Wanted = {}): Promise<EmbeddedBroker> {
  const broker = await brokerFor(wanted)
  await broker.listen('127.0.0.1', 0)
  return broker
}
