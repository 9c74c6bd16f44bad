import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seeded } from '@baton/testing/fakes/fixed-seeds'
import fc from 'fast-check'
import { type SseEvent, sseParser } from './sse-parser.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const parsed = (...parts: readonly Uint8Array[]): SseEvent[] => {
  const parse = sseParser()
  return parts.flatMap((part) => parse(part))
}

test('[P40] an event has a name, the last id that was given, and its data lines joined', () => {
  const text = 'event: like\nid: log1abcd-7\ndata: {"a":1,\ndata: "b":2}\n\ndata: x\n\n'
  assert.deepEqual(parsed(bytes(text)), [
    { event: 'like', id: 'log1abcd-7', data: '{"a":1,\n"b":2}' },
    { event: 'message', id: 'log1abcd-7', data: 'x' },
  ])
})

test('[P40] comments, unknown fields and events without data give nothing', () => {
  assert.deepEqual(parsed(bytes(':\n\nretry: 5\nfoo\n\nevent: x\n\n')), [])
})

test('[P40] an unfinished event gives nothing', () => {
  assert.deepEqual(parsed(bytes('data: x\n')), [])
})

test('[P41] however the bytes are cut, the events are the same', () => {
  const piece = fc.oneof(
    fc.constantFrom('\n', '\r', '\r\n', '\n\n', ':', 'data:', 'data: ', 'event: ', 'id: ', ':\n\n'),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.constantFrom('ä', '€', '𝄞', 'e\u0301'),
  )
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 40 }),
      fc.array(fc.nat(300), { maxLength: 30 }),
      (pieces, cuts) => {
        const whole = bytes(pieces.join(''))
        const at = [0, ...cuts.map((cut) => cut % (whole.length + 1)).sort((a, b) => a - b), whole.length]
        const parts = at.slice(1).map((end, i) => whole.slice(at[i], end))
        assert.deepEqual(parsed(...parts), parsed(whole))
        const single = [...whole].map((byte) => Uint8Array.of(byte))
        assert.deepEqual(parsed(...single), parsed(whole))
      },
    ),
    seeded({ numRuns: 500 }),
  )
})

test('[P41] a line end that is cut in two counts once, and the one behind it as well', () => {
  const [first, second, third] = ['data: x\r', '\n', '\n']
  assert.equal(parsed(bytes(first), bytes(second), bytes(third)).length, 1)
})

test('[P42] an event that never ends is given up', () => {
  const parse = sseParser()
  const block = bytes('x'.repeat(4_000_000))
  assert.throws(() => {
    for (let i = 0; i < 20; i++) parse(block)
  }, /too long/)
})
