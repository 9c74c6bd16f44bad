import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frameOf, frameReader } from './web-socket.ts'

const MESSAGES = ['2', '', 'x'.repeat(125), 'y'.repeat(126), 'z'.repeat(70_000), 'ü'] as const

/** As a server sends it: not masked. */
function told(text: string): Buffer {
  const payload = Buffer.from(text)
  const head = Buffer.alloc(payload.length < 126 ? 2 : payload.length < 65_536 ? 4 : 10)
  head[0] = 0x81
  if (head.length === 2) head[1] = payload.length
  else if (head.length === 4) head.writeUInt16BE(payload.length, 2)
  else head.writeBigUInt64BE(BigInt(payload.length), 2)
  if (head.length > 2) head[1] = head.length === 4 ? 126 : 127
  return Buffer.concat([head, payload])
}

test('however the bytes are cut, each message is told once, by its beginning', () => {
  const bytes = Buffer.concat(MESSAGES.map(told))
  for (const size of [1, 2, 3, 7, 64, 1_000, bytes.length]) {
    const heard: string[] = []
    const { read } = frameReader((beginning) => heard.push(beginning.toString()))
    for (let at = 0; at < bytes.length; at += size) read(bytes.subarray(at, at + size))
    assert.deepEqual(
      heard,
      MESSAGES.map((text) => text.slice(0, 64)),
    )
  }
})

test('a frame of a client says that it is masked, and its mask changes nothing', () => {
  for (const [text, head] of [
    ['40', 2],
    ['q'.repeat(200), 4],
  ] as const) {
    const frame = frameOf(text)
    assert.equal((frame[1] ?? 0) & 0x80, 0x80)
    assert.deepEqual(frame.subarray(head, head + 4), Buffer.alloc(4))
    assert.equal(frame.subarray(head + 4).toString(), text)
  }
  assert.throws(() => frameOf('q'.repeat(70_000)), RangeError)
})
