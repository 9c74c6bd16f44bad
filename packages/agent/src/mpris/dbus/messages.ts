// Messages of D-Bus as bytes. https://dbus.freedesktop.org/doc/dbus-specification.html
import { readValues } from './read-values.ts'
import { type DbusValue, isVariant, type Variant, variant } from './types.ts'
import { writtenValues } from './write-values.ts'

export const KINDS = { call: 1, answer: 2, error: 3, signal: 4 } as const
export type Kind = keyof typeof KINDS

export interface Message {
  readonly kind: Kind
  readonly serial: number
  readonly path?: string
  readonly interface?: string
  readonly member?: string
  readonly errorName?: string
  readonly replyTo?: number
  readonly destination?: string
  readonly sender?: string
  readonly signature?: string
  readonly body?: readonly DbusValue[]
  /** Nobody waits for an answer. */
  readonly isOneWay?: boolean
}

const HEAD_BYTES = 16
const VERSION = 1
const NO_REPLY = 0x1
const LITTLE = 'l'.charCodeAt(0)
/** Nobody has to say more to a player. */
export const LARGEST_MESSAGE = 1_048_576

type Field = readonly [code: number, signature: string, value: DbusValue]

export function writtenMessage(message: Message): Buffer {
  const body = message.signature ? writtenValues(message.signature, message.body ?? []) : Buffer.alloc(0)
  const fields: Field[] = []
  const field = (code: number, signature: string, value: DbusValue | undefined) => {
    if (value !== undefined) fields.push([code, signature, value])
  }
  field(1, 'o', message.path)
  field(2, 's', message.interface)
  field(3, 's', message.member)
  field(4, 's', message.errorName)
  field(5, 'u', message.replyTo)
  field(6, 's', message.destination)
  field(8, 'g', message.signature || undefined)
  const head = writtenValues('yyyyuua(yv)', [
    ...[LITTLE, KINDS[message.kind], message.isOneWay ? NO_REPLY : 0, VERSION],
    ...[body.length, message.serial],
    fields.map(([code, signature, value]) => [code, variant(signature, value)]),
  ])
  return Buffer.concat([head, Buffer.alloc(paddingOf(head.length)), body])
}

/** The first message of what has come, and where the next one begins; null: it is not whole yet. Throws on nonsense. */
export function readMessage(
  bytes: Buffer,
): { readonly message: Message | null; readonly end: number } | null {
  if (bytes.length < HEAD_BYTES) return null
  const isLittle = bytes[0] === LITTLE
  const word = (at: number) => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at))
  const fieldsEnd = HEAD_BYTES + word(12)
  const bodyAt = fieldsEnd + paddingOf(fieldsEnd)
  const end = bodyAt + word(4)
  if (end > LARGEST_MESSAGE) throw new Error('A message of D-Bus is too large')
  if (bytes.length < end) return null
  const [, , , , , , fields] = readValues('yyyyuua(yv)', bytes.subarray(0, fieldsEnd), { isLittle })
  const known = new Map(
    (fields as readonly (readonly [number, Variant])[]).map(([code, said]) => [code, said]),
  )
  const text = (code: number) => known.get(code)?.value as string | undefined
  const kind = (Object.keys(KINDS) as Kind[]).find((one) => KINDS[one] === bytes[1])
  if (kind === undefined) return { message: null, end }
  const signature = text(8) ?? ''
  const replyTo = known.get(5)?.value
  const message = {
    kind,
    serial: word(8),
    isOneWay: ((bytes[2] ?? 0) & NO_REPLY) !== 0,
    signature,
    // Alignment counts from the beginning of the body, which is aligned itself.
    body: readValues(signature, bytes.subarray(bodyAt, end), { isLittle }),
    ...said('path', text(1)),
    ...said('interface', text(2)),
    ...said('member', text(3)),
    ...said('errorName', text(4)),
    ...said('destination', text(6)),
    ...said('sender', text(7)),
    ...(typeof replyTo === 'number' && { replyTo }),
  }
  return { message, end }
}

/** What a caller said for a property: the value in its variant. */
export function insideOf(value: DbusValue | undefined): DbusValue | undefined {
  return isVariant(value) ? value.value : undefined
}

function said<Name extends string>(name: Name, value: string | undefined) {
  return value === undefined ? {} : ({ [name]: value } as { readonly [key in Name]: string })
}

function paddingOf(length: number): number {
  return (8 - (length % 8)) % 8
}
