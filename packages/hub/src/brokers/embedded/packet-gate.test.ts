import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Duplex } from 'node:stream'
import { describe, test } from 'node:test'
import { MAX_PACKET_BYTES, MAX_QUEUED_BYTES } from './limits.ts'
import { gated, packetGate, TOO_LARGE_TOPIC } from './packet-gate.ts'

const QOS_1 = 0x32

describe('[MQ20] packets on their way to the broker', () => {
  test('come through as they are, however they are cut', () => {
    const packets = Buffer.concat([Buffer.from([0xc0, 0]), publish('a/b', 7, 300), publish('a/b', 8, 0)])
    for (const size of [1, 2, 3, 5, 100, packets.length]) {
      assert.deepEqual(through(packets, size), packets, `in pieces of ${size}`)
    }
  })

  test('one that is too large is a small one of the same number, and what follows is not touched', () => {
    const ping = Buffer.from([0xc0, 0])
    const large = publish('makapix/player/x/view', 9, MAX_PACKET_BYTES + 1)
    for (const size of [1, 7, 4_096, large.length + 2]) {
      const passed = through(Buffer.concat([large, ping]), size)
      const topic = Buffer.from(TOO_LARGE_TOPIC)
      const instead = [QOS_1, 4 + topic.length, 0, topic.length, ...topic, 0, 9]
      assert.deepEqual([...passed], [...instead, ...ping], `in pieces of ${size}`)
    }
  })

  test('the largest one that may come comes', () => {
    const bytesBefore = 2 + 'a'.length + 2
    const largest = publish('a', 1, MAX_PACKET_BYTES - bytesBefore)
    assert.deepEqual(through(largest, 5_000), largest)
  })

  test('a long packet of another kind, a long topic and an endless length end the connection', () => {
    const connect = Buffer.from([0x10, 0x80, 0x80, 0x04])
    const topic = publish('t'.repeat(2_000), 1, MAX_PACKET_BYTES)
    const endless = Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80])
    for (const bad of [connect, topic, endless]) assert.equal(packetGate()(bad), null)
  })
})

describe('[MQ22] what is written to a connection that takes nothing', () => {
  const stuck = () => new Duplex({ read() {}, write() {} })

  test('makes nobody wait, and ends it once there is too much', async () => {
    const connection = stuck()
    const gate = gated(connection)
    const chunk = Buffer.alloc(MAX_QUEUED_BYTES / 4)
    for (let n = 0; n < 4; n++) assert.equal(gate.write(chunk), true)
    assert.equal(connection.destroyed, false)
    assert.equal(gate.write(Buffer.alloc(1)), true)
    await once(connection, 'close')
  })

  test('ends it after a time', async () => {
    const connection = stuck()
    gated(connection, 20).write(Buffer.alloc(1))
    await once(connection, 'close')
  })
})

function through(bytes: Buffer, size: number): Buffer {
  const gate = packetGate()
  const out: Buffer[] = []
  for (let at = 0; at < bytes.length; at += size) {
    const passed = gate(bytes.subarray(at, at + size))
    assert.ok(passed)
    out.push(passed)
  }
  return Buffer.concat(out)
}

function publish(topic: string, number: number, payloadBytes: number): Buffer {
  const name = Buffer.from(topic)
  const rest = Buffer.concat([
    Buffer.from([name.length >> 8, name.length & 255]),
    name,
    Buffer.from([0, number]),
    Buffer.alloc(payloadBytes, 1),
  ])
  const length: number[] = []
  let left = rest.length
  do {
    length.push((left % 128) + (left >= 128 ? 128 : 0))
    left = Math.floor(left / 128)
  } while (left > 0)
  return Buffer.concat([Buffer.from([QOS_1, ...length]), rest])
}
