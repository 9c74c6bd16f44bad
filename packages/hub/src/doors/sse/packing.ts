// A stream as one gzip member without a compressor of its own: what one costs in memory would be paid by every follower.
// Each message is packed by itself, so that one for all followers is packed once, and ends where bytes end, so that it is
// understood as soon as it is there. See ADR 20.
import { promisify } from 'node:util'
import { constants, crc32, deflateRaw, deflateRawSync } from 'node:zlib'

/** Shorter messages would gain little: they are put in as they are. */
const MIN_LENGTH = 1_400
/** Longer ones are packed beside the event loop. */
const MAX_AT_ONCE = 64 * 1_024

const HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])
const LAST_BLOCK = Buffer.from([3, 0])
const ALIGNED = { finishFlush: constants.Z_SYNC_FLUSH }

const packedAside = promisify(deflateRaw)
const made = new WeakMap<Buffer, Buffer>()
const inTheMaking = new WeakMap<Buffer, Promise<Buffer>>()

export class Packing {
  #crc = 0
  #length = 0

  readonly head = HEAD

  /** The next message, as it is to be written now: `packed`, where it was made before. */
  next(message: Buffer, packed = packedNow(message)): Buffer {
    this.#crc = crc32(message, this.#crc)
    this.#length = (this.#length + message.length) >>> 0
    return packed
  }

  end(): Buffer {
    const sums = Buffer.alloc(8)
    sums.writeUInt32LE(this.#crc, 0)
    sums.writeUInt32LE(this.#length, 4)
    return Buffer.concat([LAST_BLOCK, sums])
  }
}

/** Packing it, or writing all of it, would hold up others. */
export function isLong(message: Buffer): boolean {
  return message.length > MAX_AT_ONCE
}

/** A long message, packed beside the event loop, once for all that are sent it; undefined: it is not worth that. */
export async function packedLong(message: Buffer): Promise<Buffer | undefined> {
  if (!isLong(message)) return undefined
  const before = made.get(message) ?? inTheMaking.get(message)
  if (before) return before
  const packing = packedAside(message, ALIGNED)
  inTheMaking.set(message, packing)
  try {
    const packed = await packing
    made.set(message, packed)
    return packed
  } finally {
    inTheMaking.delete(message)
  }
}

function packedNow(message: Buffer): Buffer {
  const before = made.get(message)
  if (before) return before
  const packed = message.length < MIN_LENGTH ? stored(message) : deflateRawSync(message, ALIGNED)
  made.set(message, packed)
  return packed
}

/** A block of bytes as they are, which has its length in front, twice. */
function stored(message: Buffer): Buffer {
  const block = Buffer.alloc(5 + message.length)
  block.writeUInt16LE(message.length, 1)
  block.writeUInt16LE(~message.length & 0xffff, 3)
  message.copy(block, 5)
  return block
}
