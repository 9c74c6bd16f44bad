// The load generators' own WebSocket, over their raw sockets: frames of text out, and the beginnings of those that come.

/** Of each message so much is looked at. */
const LOOKED_AT_BYTES = 64
const EMPTY = Buffer.alloc(0)
const TEXT_AND_LAST = 0x81
const CLOSE = 0x88
const MASKED = 0x80
/** Frames of a client have to be masked; a mask of zeros leaves the text as it is. */
const MASK = Buffer.alloc(4)

export function upgradeRequest(path: string): string {
  const key = Buffer.alloc(16, 'baton').toString('base64')
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`
}

export function frameOf(text: string): Buffer {
  const payload = Buffer.from(text)
  const head =
    payload.length < 126
      ? Buffer.from([TEXT_AND_LAST, MASKED | payload.length])
      : Buffer.from([TEXT_AND_LAST, MASKED | 126, payload.length >> 8, payload.length & 0xff])
  if (payload.length > 0xffff) throw new RangeError('No message of a client is so long.')
  return Buffer.concat([head, MASK, payload])
}

export interface FrameReader {
  read(bytes: Buffer): void
}

/** The bytes may come cut anywhere; of each whole message its first ones are told. */
export function frameReader(onMessage: (beginning: Buffer) => void): FrameReader {
  let head = EMPTY
  let beginning = EMPTY
  let isText = true
  let missing = 0

  const begin = (bytes: Buffer): Buffer => {
    const found = headOf(bytes)
    if (found === null) {
      head = Buffer.from(bytes)
      return EMPTY
    }
    isText = found.isText
    missing = found.payloadBytes
    beginning = EMPTY
    if (missing === 0) end()
    return bytes.subarray(found.headBytes)
  }
  const goOn = (bytes: Buffer): Buffer => {
    const part = bytes.subarray(0, missing)
    const wanted = LOOKED_AT_BYTES - beginning.length
    if (wanted > 0) beginning = Buffer.concat([beginning, part.subarray(0, wanted)])
    missing -= part.length
    if (missing === 0) end()
    return bytes.subarray(part.length)
  }
  const end = () => {
    if (isText) onMessage(beginning)
  }

  return {
    read(bytes) {
      let rest = head.length > 0 ? Buffer.concat([head, bytes]) : bytes
      head = EMPTY
      while (rest.length > 0) rest = missing > 0 ? goOn(rest) : begin(rest)
    },
  }
}

/** Null: not all of it is there. */
function headOf(bytes: Buffer) {
  const [first = 0, short = 0] = bytes
  const headBytes = short === 127 ? 10 : short === 126 ? 4 : 2
  if (bytes.length < headBytes) return null
  const payloadBytes =
    short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short
  return { isText: first !== CLOSE, headBytes, payloadBytes }
}
