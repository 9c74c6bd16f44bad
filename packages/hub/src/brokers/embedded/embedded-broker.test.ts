import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import type { BrokerRules } from '#engine'
import { type EmbeddedBroker, embeddedBroker } from './embedded-broker.ts'
import { MAX_CONNECTIONS_OF_ADDRESS, MAX_QUEUED_BYTES } from './limits.ts'

describe('the broker inside the hub', () => {
  test('[MQ23] a port that is taken is told, and ends nothing', async () => {
    await using first = await listening()
    await using second = await brokerFor()
    await second.listen('127.0.0.1', Number(first.port))
    assert.deepEqual([second.port, second.problem], [null, 'EADDRINUSE'])
    assert.deepEqual([first.problem, typeof first.port], [null, 'number'])
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
})

/** User name `a`, password `b`, as MQTT 3.1.1 says it. */
const CONNECT = Buffer.from([
  0x10, 19, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 0b1100_0010, 0, 60, 0, 1, 0x63, 0, 1, 0x61, 0, 1, 0x62,
])
/** Nothing at that topic of one letter, to be acknowledged by that number. */
function publish(topic: string, number: number): Buffer {
  return Buffer.from([0x32, 5, 0, 1, topic.charCodeAt(0), 0, number])
}

/** The topic `b`. */
const SUBSCRIBE = Buffer.from([0x82, 6, 0, 1, 0, 1, 0x62, 0])

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
