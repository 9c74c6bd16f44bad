// Makes a certificate that is its own signer: X.509 (RFC 5280) in DER, signed by Node. It is no authority: whoever trusts
// it trusts it for its names alone.
import { createPublicKey, type KeyObject, randomBytes, sign } from 'node:crypto'
import { isIP } from 'node:net'

export interface SelfSigned {
  /** ECDSA with P-256. */
  readonly key: KeyObject
  /** Names of hosts, and addresses. */
  readonly names: readonly string[]
  readonly from: Date
  readonly until: Date
}

/** In PEM. */
export function selfSigned({ key, names, from, until }: SelfSigned): string {
  const signature = sequence(ECDSA_WITH_SHA256)
  const owner = sequence(tlv(SET, sequence(COMMON_NAME, tlv(UTF8_STRING, Buffer.from('Baton')))))
  const tbs = sequence(
    tlv(0xa0, integer(Buffer.from([2]))),
    integer(serialNumber()),
    signature,
    owner,
    sequence(time(from), time(until)),
    owner,
    createPublicKey(key).export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(...extensions(names))),
  )
  const whole = sequence(tbs, signature, bits(sign('sha256', tbs, key)))
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

function extensions(names: readonly string[]): readonly Buffer[] {
  const critical = tlv(BOOLEAN, Buffer.from([0xff]))
  const octets = (content: Buffer) => tlv(OCTET_STRING, content)
  return [
    sequence(BASIC_CONSTRAINTS, critical, octets(sequence())),
    // digitalSignature
    sequence(KEY_USAGE, critical, octets(tlv(BIT_STRING, Buffer.from([7, 0x80])))),
    sequence(EXTENDED_KEY_USAGE, octets(sequence(SERVER_AUTH))),
    sequence(SUBJECT_ALT_NAME, octets(sequence(...names.map(generalName)))),
  ]
}

function generalName(name: string): Buffer {
  return isIP(name) === 0 ? tlv(0x82, Buffer.from(name, 'latin1')) : tlv(0x87, addressBytes(name))
}

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  // The parser of addresses writes every IPv6 address alike, in eight groups or with one gap.
  const plain = new URL(`http://[${address}]`).hostname.slice(1, -1)
  const [head = '', tail] = plain.split('::')
  const groups = (text: string) => text.split(':').filter((group) => group !== '')
  const behind = tail === undefined ? [] : groups(tail)
  const gap = Array.from({ length: 8 - groups(head).length - behind.length }, () => '0')
  const all = [...groups(head), ...gap, ...behind].map((group) => Number.parseInt(group, 16))
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]))
}

/** Positive, and never twice. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes
}

/** Two digits of the year as long as they say which century is meant. */
function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]|\.\d+/g, '')
  const year = date.getUTCFullYear()
  const isShort = year >= 1950 && year < 2050
  return tlv(isShort ? UTC_TIME : GENERALIZED_TIME, Buffer.from(isShort ? digits.slice(2) : digits))
}

const BOOLEAN = 0x01
const INTEGER = 0x02
const BIT_STRING = 0x03
const OCTET_STRING = 0x04
const OBJECT_ID = 0x06
const UTF8_STRING = 0x0c
const UTC_TIME = 0x17
const GENERALIZED_TIME = 0x18
const SEQUENCE = 0x30
const SET = 0x31

const ECDSA_WITH_SHA256 = objectId('2a8648ce3d040302')
const COMMON_NAME = objectId('550403')
const BASIC_CONSTRAINTS = objectId('551d13')
const KEY_USAGE = objectId('551d0f')
const EXTENDED_KEY_USAGE = objectId('551d25')
const SUBJECT_ALT_NAME = objectId('551d11')
const SERVER_AUTH = objectId('2b06010505070301')

function objectId(hex: string): Buffer {
  return tlv(OBJECT_ID, Buffer.from(hex, 'hex'))
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(SEQUENCE, Buffer.concat(parts))
}

function integer(bytes: Buffer): Buffer {
  return tlv(INTEGER, bytes)
}

function bits(bytes: Buffer): Buffer {
  return tlv(BIT_STRING, Buffer.concat([Buffer.from([0]), bytes]))
}

function tlv(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
