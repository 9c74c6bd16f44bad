// What stands between a connection and the broker's library. Packets come through whole, but for those that are too
// large: nobody may make the hub keep them.
import { Duplex } from 'node:stream'
import { MAX_PACKET_BYTES, MAX_QUEUED_BYTES, TAKES_WITHIN_MS } from './limits.ts'

/** Where what was too large is said to. Nobody may say anything there. */
export const TOO_LARGE_TOPIC = 'dropped'

const PUBLISH = 3
const RETAIN = 1
const HIGHEST_LENGTH_BYTES = 4
const MAX_TOPIC_BYTES = 1_024

type Phase =
  | { readonly name: 'head' }
  /** So many bytes are handed on. */
  | { readonly name: 'pass'; left: number }
  /** The beginning of a packet that is too large: its topic, and its number where it has one. */
  | { readonly name: 'start'; readonly first: number; readonly left: number }
  | { readonly name: 'skip'; left: number }

/**
 * Hands on what comes, and in the place of a message that is too large a small one that asks for the same
 * acknowledgement. `null`: what comes is no MQTT that anybody may speak here.
 */
export function packetGate(): (chunk: Buffer) => Buffer | null {
  let held: Buffer = Buffer.alloc(0)
  let phase: Phase = { name: 'head' }

  return (chunk) => {
    const out: Buffer[] = []
    let rest = held.length === 0 ? chunk : Buffer.concat([held, chunk])
    for (;;) {
      if (phase.name === 'pass' || phase.name === 'skip') {
        const taken = rest.subarray(0, phase.left)
        if (phase.name === 'pass') out.push(taken)
        rest = rest.subarray(taken.length)
        phase.left -= taken.length
        if (phase.left > 0) break
        phase = { name: 'head' }
      }
      if (phase.name === 'head') {
        const head = headOf(rest)
        if (head === 'bad') return null
        if (head === 'more') break
        const { first, length, bytes } = head
        if (length <= MAX_PACKET_BYTES) phase = { name: 'pass', left: bytes + length }
        else if (first >> 4 !== PUBLISH) return null
        else {
          rest = rest.subarray(bytes)
          phase = { name: 'start', first, left: length }
        }
        continue
      }
      const start = startOf(rest, phase.first)
      if (start === 'bad') return null
      if (start === 'more') break
      out.push(start.instead)
      rest = rest.subarray(start.bytes)
      phase = { name: 'skip', left: phase.left - start.bytes }
    }
    held = Buffer.from(rest)
    return Buffer.concat(out)
  }
}

interface Head {
  readonly first: number
  readonly length: number
  readonly bytes: number
}

function headOf(data: Buffer): Head | 'more' | 'bad' {
  let length = 0
  for (let at = 1; at <= HIGHEST_LENGTH_BYTES; at++) {
    const byte = data[at]
    if (byte === undefined) return 'more'
    length += (byte & 0x7f) * 128 ** (at - 1)
    if (byte < 0x80) return { first: data[0] ?? 0, length, bytes: at + 1 }
  }
  return 'bad'
}

function startOf(
  data: Buffer,
  first: number,
): { readonly instead: Buffer; readonly bytes: number } | 'more' | 'bad' {
  if (data.length < 2) return 'more'
  const topicBytes = data.readUInt16BE(0)
  if (topicBytes > MAX_TOPIC_BYTES) return 'bad'
  const isNumbered = (first & 0b0110) !== 0
  const bytes = 2 + topicBytes + (isNumbered ? 2 : 0)
  if (data.length < bytes) return 'more'
  const number = isNumbered ? data.subarray(bytes - 2, bytes) : Buffer.alloc(0)
  const topic = Buffer.from(TOO_LARGE_TOPIC)
  const length = 2 + topic.length + number.length
  const head = Buffer.from([first & ~RETAIN, length, 0, topic.length])
  return { instead: Buffer.concat([head, topic, number]), bytes }
}

/**
 * The connection as the broker's library reads and writes it. Whoever writes never waits: for the library that would be
 * one of the few places that it has for the messages of everybody. What takes too little, or nothing within
 * `takesWithinMs`, is cut off here.
 */
export function gated(connection: Duplex, takesWithinMs = TAKES_WITHIN_MS): Duplex {
  return new GatedConnection(connection, takesWithinMs)
}

type Written = (error: Error | null | undefined) => void

class GatedConnection extends Duplex {
  readonly #connection: Duplex
  readonly #gate = packetGate()
  readonly #takesWithinMs: number
  #overdue: NodeJS.Timeout | undefined

  constructor(connection: Duplex, takesWithinMs: number) {
    super({ readableHighWaterMark: MAX_PACKET_BYTES, writableHighWaterMark: MAX_PACKET_BYTES })
    this.#connection = connection
    this.#takesWithinMs = takesWithinMs
    connection.on('data', (chunk: Buffer) => {
      const passed = this.#gate(chunk)
      if (passed === null) this.destroy()
      else if (passed.length > 0 && !this.push(passed)) connection.pause()
    })
    connection.on('end', () => this.push(null))
    connection.on('error', () => this.destroy())
    connection.on('close', () => this.destroy())
  }

  /** Everything that has come: its reader asks once for each time that it is told of something. */
  override read(size?: number): Buffer | null {
    if (typeof size === 'number') return super.read(size)
    const parts: Buffer[] = []
    for (let part = super.read(); part !== null; part = super.read()) parts.push(part)
    return parts.length === 0 ? null : Buffer.concat(parts)
  }

  override _read(): void {
    this.#connection.resume()
  }

  override write(chunk: unknown, encoding?: BufferEncoding | Written, written?: Written): boolean {
    if (typeof encoding === 'function') super.write(chunk, encoding)
    else super.write(chunk, encoding ?? 'utf8', written)
    if (this.writableLength > MAX_QUEUED_BYTES) this.destroy()
    return true
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#overdue = setTimeout(() => this.destroy(), this.#takesWithinMs)
    this.#connection.write(chunk, encoding, (error) => {
      clearTimeout(this.#overdue)
      done(error)
    })
  }

  override _final(done: () => void): void {
    this.#connection.end()
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    clearTimeout(this.#overdue)
    this.#connection.destroy()
    done(error)
  }
}
