// Music files made byte by byte, so that a test says exactly what stands in them: tags as any program may have
// written them, and frames that are silence.

export type RawFrame = {
  readonly name: string
  readonly body: Buffer
  readonly size?: Buffer
  readonly flags?: number
}

const ENCODINGS = { latin1: 0, utf16le: 1, utf8: 3 } as const

/** A text frame; several values are divided by nothing. Bytes are written as they are, as "Latin-1". */
export function textFrame(
  name: string,
  values: string | Buffer | readonly string[],
  encoding: keyof typeof ENCODINGS = 'utf8',
): RawFrame {
  if (Buffer.isBuffer(values)) return { name, body: Buffer.concat([Buffer.of(0), values]) }
  const text = typeof values === 'string' ? values : values.join('\0')
  const mark = encoding === 'utf16le' ? Buffer.of(0xff, 0xfe) : Buffer.of()
  return { name, body: Buffer.concat([Buffer.of(ENCODINGS[encoding]), mark, Buffer.from(text, encoding)]) }
}

export function id3v2(version: 2 | 3 | 4, frames: readonly RawFrame[], padding = 0): Buffer {
  const written = frames.map(({ name, body, size, flags = 0 }) => {
    const usual =
      version === 2
        ? numbered(body.length).subarray(1)
        : version === 4
          ? sevenBits(body.length)
          : numbered(body.length)
    const second = version === 2 ? Buffer.of() : Buffer.of(0, flags)
    return Buffer.concat([Buffer.from(name, 'latin1'), size ?? usual, second, body])
  })
  const content = Buffer.concat([...written, Buffer.alloc(padding)])
  return Buffer.concat([Buffer.from('ID3'), Buffer.of(version, 0, 0), sevenBits(content.length), content])
}

export function numbered(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

function sevenBits(value: number): Buffer {
  return Buffer.of((value >> 21) & 127, (value >> 14) & 127, (value >> 7) & 127, value & 127)
}

export function id3v1(fields: {
  readonly title: Buffer
  readonly artist?: Buffer
  readonly track?: number
  readonly genre?: number
}): Buffer {
  const tag = Buffer.alloc(128)
  tag.write('TAG', 'latin1')
  fields.title.copy(tag, 3)
  fields.artist?.copy(tag, 33)
  tag[126] = fields.track ?? 0
  tag[127] = fields.genre ?? 255
  return tag
}

export function apeTag(items: Readonly<Record<string, string | Buffer>>): Buffer {
  const written = Object.entries(items).map(([name, value]) => {
    const bytes = Buffer.from(value as string)
    const header = Buffer.alloc(8)
    header.writeUInt32LE(bytes.length)
    header.writeUInt32LE(typeof value === 'string' ? 0 : 2, 4)
    return Buffer.concat([header, Buffer.from(`${name}\0`), bytes])
  })
  const content = Buffer.concat(written)
  const footer = Buffer.alloc(32)
  footer.write('APETAGEX', 'latin1')
  footer.writeUInt32LE(2000, 8)
  footer.writeUInt32LE(content.length + 32, 12)
  footer.writeUInt32LE(written.length, 16)
  return Buffer.concat([content, footer])
}

const KBITS = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
export const MP3_FRAME_MS = (1152 * 1000) / 44_100

/** One silent frame of MPEG 1, layer III, 44.1 kHz for each of these rates. */
export function mp3Frames(kbits: readonly number[]): Buffer {
  return Buffer.concat(
    kbits.map((rate) => {
      const frame = Buffer.alloc(Math.floor((144_000 * rate) / 44_100))
      frame.writeUInt32BE(0xfffb0000 + (KBITS.indexOf(rate) << 12))
      return frame
    }),
  )
}

export function wavFile(
  chunks: readonly { readonly name: string; readonly body: Buffer; readonly size?: number }[],
  mark = 'RIFF',
): Buffer {
  const written = chunks.map(({ name, body, size }) => {
    const header = Buffer.alloc(8)
    header.write(name, 'latin1')
    header.writeUInt32LE(size ?? body.length, 4)
    return Buffer.concat([header, body, Buffer.alloc(body.length % 2)])
  })
  const content = Buffer.concat([Buffer.from('WAVE'), ...written])
  const header = Buffer.alloc(8)
  header.write(mark, 'latin1')
  header.writeUInt32LE(mark === 'RIFF' ? content.length : 0xffffffff, 4)
  return Buffer.concat([header, content])
}

/** 16 bit, mono, 8 kHz. */
export function wavFormat(): { readonly name: string; readonly body: Buffer } {
  const body = Buffer.alloc(16)
  body.writeUInt16LE(1)
  body.writeUInt16LE(1, 2)
  body.writeUInt32LE(8_000, 4)
  body.writeUInt32LE(16_000, 8)
  body.writeUInt16LE(2, 12)
  body.writeUInt16LE(16, 14)
  return { name: 'fmt ', body }
}

/** Every page of an Ogg file says up to which sample it sounds; here all of them count from elsewhere. */
export function oggFrom(bytes: Buffer, samples: number): Buffer {
  const moved = Buffer.from(bytes)
  for (let at = 0; at + 27 <= moved.length; ) {
    const segments = moved[at + 26] ?? 0
    const size =
      27 + segments + moved.subarray(at + 27, at + 27 + segments).reduce((sum, part) => sum + part, 0)
    const granule = moved.readBigInt64LE(at + 6)
    if (granule > 0n) moved.writeBigInt64LE(granule + BigInt(samples), at + 6)
    moved.writeUInt32LE(0, at + 22)
    moved.writeUInt32LE(oggChecksum(moved.subarray(at, at + size)), at + 22)
    at += size
  }
  return moved
}

function oggChecksum(page: Buffer): number {
  let sum = 0
  for (const byte of page) {
    sum ^= byte << 24
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1
  }
  return sum >>> 0
}

export interface DsdSound {
  readonly seconds: number
  readonly hz: number
}

const DSD64 = 64 * 44_100

/** A tone in one bit 2.8 million times a second, as first-order noise shaping gives it; both channels are alike. */
function dsdBits({ seconds, hz }: DsdSound, bitOrder: 'first is lowest' | 'first is highest'): Buffer {
  const bytes = Buffer.alloc(Math.round((seconds * DSD64) / 8))
  let error = 0
  for (let at = 0; at < bytes.length * 8; at += 1) {
    error += 0.4 * Math.sin((2 * Math.PI * hz * at) / DSD64)
    const bit = error >= 0 ? 1 : 0
    error -= bit ? 1 : -1
    const place = at & 7
    bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (bit << (bitOrder === 'first is lowest' ? place : 7 - place))
  }
  return bytes
}

/** A DSF file: little-endian, blocks of 4096 bytes for each channel in turn. */
export function dsfFile(sound: DsdSound): Buffer {
  const one = dsdBits(sound, 'first is lowest')
  const block = 4_096
  const blocks = Math.ceil(one.length / block)
  const padded = Buffer.concat([one, Buffer.alloc(blocks * block - one.length)])
  const data = Buffer.concat(
    Array.from({ length: blocks }, (_, at) => padded.subarray(at * block, (at + 1) * block)).flatMap(
      (part) => [part, part],
    ),
  )
  const format = Buffer.alloc(52)
  format.write('fmt ', 'latin1')
  format.writeBigUInt64LE(52n, 4)
  for (const [index, value] of [1, 0, 2, 2, DSD64, 1].entries()) format.writeUInt32LE(value, 12 + index * 4)
  format.writeBigUInt64LE(BigInt(one.length * 8), 36)
  format.writeUInt32LE(block, 44)
  const head = Buffer.alloc(28)
  head.write('DSD ', 'latin1')
  head.writeBigUInt64LE(28n, 4)
  head.writeBigUInt64LE(BigInt(28 + 52 + 12 + data.length), 12)
  const dataHead = Buffer.alloc(12)
  dataHead.write('data', 'latin1')
  dataHead.writeBigUInt64LE(BigInt(12 + data.length), 4)
  return Buffer.concat([head, format, dataHead, data])
}

/** A DSDIFF file: big-endian, a byte for each channel in turn. */
export function dffFile(sound: DsdSound): Buffer {
  const one = dsdBits(sound, 'first is highest')
  const both = Buffer.alloc(one.length * 2)
  for (const [at, byte] of one.entries()) both[at * 2] = both[at * 2 + 1] = byte
  const channels = Buffer.from('\0\x02SLFTSRGT', 'latin1')
  const properties = [
    dffChunk('FS  ', numbered(DSD64)),
    dffChunk('CHNL', channels),
    dffChunk('CMPR', Buffer.from('DSD \x0enot compressed\0', 'latin1')),
  ]
  const chunks = [
    dffChunk('FVER', numbered(0x01050000)),
    dffChunk('PROP', Buffer.concat([Buffer.from('SND '), ...properties])),
    dffChunk('DSD ', both),
  ]
  return dffChunk('FRM8', Buffer.concat([Buffer.from('DSD '), ...chunks]))
}

function dffChunk(name: string, body: Buffer): Buffer {
  const size = Buffer.alloc(8)
  size.writeBigUInt64BE(BigInt(body.length))
  return Buffer.concat([Buffer.from(name), size, body, Buffer.alloc(body.length & 1)])
}
