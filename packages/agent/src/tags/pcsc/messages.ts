// The messages of pcscd, the service for card readers of Linux, over its own socket. All numbers are little-endian. What
// the service answers has no head: its length follows from what was asked.

/** The first version of the protocol that is asked for. The service says which one it speaks if that is another. */
export const PROTOCOL_MAJOR = 4
export const PROTOCOL_MINOR = 4

export const COMMANDS = {
  establishContext: 0x01,
  connect: 0x04,
  disconnect: 0x06,
  transmit: 0x09,
  version: 0x11,
  /** Answered with all readers. */
  readers: 0x12,
  /** Answered at once with all readers, and later, once, when something has changed. */
  waitForChange: 0x13,
} as const
export type PcscCommand = keyof typeof COMMANDS

export const SUCCESS = 0
/** What a changed state of the readers is announced with: a timeout that means nothing, and a result. */
export const CHANGE_BYTES = 8

const NAME_BYTES = 128
const READER_BYTES = 184
/** A service has so many places for readers; some distributions build theirs with more. */
export const USUAL_READERS_BYTES = READER_BYTES * 16
const MOST_READERS = 1_024

const SCOPE_SYSTEM = 2
const SHARED = 2
/** T=0 or T=1, whichever the card speaks. */
const ANY_PROTOCOL = 3
const LEAVE_CARD = 0
const IO_REQUEST_BYTES = 16
export const LONGEST_ANSWER = 258
const CARD_PRESENT = 0x0004

export function request(command: PcscCommand, body: Buffer, more: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([words(body.length, COMMANDS[command]), body, more])
}

export const versionOf = (minor: number) => words(PROTOCOL_MAJOR, minor, 0)
export const VERSION_BYTES = 12

export interface VersionAnswer {
  readonly major: number
  readonly minor: number
  readonly result: number
}

export function readVersion(answer: Buffer): VersionAnswer {
  return { major: answer.readUInt32LE(0), minor: answer.readUInt32LE(4), result: answer.readUInt32LE(8) }
}

export const contextToEstablish = () => words(SCOPE_SYSTEM, 0, 0)
export const CONTEXT_BYTES = 12

export function readContext(answer: Buffer): { readonly context: number; readonly result: number } {
  return { context: answer.readUInt32LE(4), result: answer.readUInt32LE(8) }
}

export function cardToConnect(context: number, reader: string): Buffer {
  const name = Buffer.alloc(NAME_BYTES)
  name.write(reader, 0, NAME_BYTES - 1, 'utf8')
  return Buffer.concat([words(context), name, words(SHARED, ANY_PROTOCOL, 0, 0, 0)])
}
export const CARD_BYTES = NAME_BYTES + 24

export interface ConnectedCard {
  readonly card: number
  readonly protocol: number
}

export function readCard(answer: Buffer): ConnectedCard & { readonly result: number } {
  const rest = 4 + NAME_BYTES + 8
  return {
    card: answer.readUInt32LE(rest),
    protocol: answer.readUInt32LE(rest + 4),
    result: answer.readUInt32LE(rest + 8),
  }
}

export const cardToLeave = (card: number) => words(card, LEAVE_CARD, 0)
export const LEFT_BYTES = 12

/** The bytes for the card follow behind the body. */
export function bytesToTransmit({ card, protocol }: ConnectedCard, length: number): Buffer {
  return words(card, protocol, IO_REQUEST_BYTES, length, protocol, IO_REQUEST_BYTES, LONGEST_ANSWER, 0)
}
export const TRANSMITTED_BYTES = 32

/** `length` bytes of the card follow where the result is good. */
export function readTransmitted(answer: Buffer): { readonly length: number; readonly result: number } {
  return { length: answer.readUInt32LE(24), result: answer.readUInt32LE(28) }
}

export interface PcscReader {
  readonly name: string
  /** Grows whenever a card comes or goes. */
  readonly changes: number
  readonly hasCard: boolean
}

export function isOfReaders(answer: Buffer): boolean {
  return answer.length % READER_BYTES === 0 && answer.length / READER_BYTES <= MOST_READERS
}

export function readReaders(answer: Buffer): readonly PcscReader[] {
  const places = Array.from({ length: answer.length / READER_BYTES }, (_, place) =>
    answer.subarray(place * READER_BYTES, (place + 1) * READER_BYTES),
  )
  return places.flatMap((bytes) => {
    const end = bytes.indexOf(0)
    const name = bytes.toString('utf8', 0, Math.min(end < 0 ? NAME_BYTES : end, NAME_BYTES))
    if (name === '') return []
    const state = bytes.readUInt32LE(NAME_BYTES + 4)
    return [{ name, changes: bytes.readUInt32LE(NAME_BYTES), hasCard: (state & CARD_PRESENT) !== 0 }]
  })
}

function words(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 4)
  for (const [place, number] of numbers.entries()) bytes.writeUInt32LE(number, place * 4)
  return bytes
}
