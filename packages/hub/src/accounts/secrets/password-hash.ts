// Passwords as argon2id hashes in the PHC text form. At most two are computed at once and a bounded number waits, so
// that sign-ins can neither fill the memory (64 MiB each) nor starve the rest of the hub.
import { argon2, timingSafeEqual } from 'node:crypto'
import { turns } from '@baton/protocol'

/** RFC 9106, the second recommended choice (low memory). */
const RFC_9106_LOW_MEMORY: Cost = { memoryKiB: 65_536, passes: 3, parallelism: 4 }
const SALT_BYTES = 16
const TAG_BYTES = 32
const AT_ONCE = 2
const MAX_WAITING = 64

export type Cost = { readonly memoryKiB: number; readonly passes: number; readonly parallelism: number }

export interface Passwords {
  hash(password: string): Promise<string>
  /** Takes as long for an unknown user (`null`) as for a wrong password. */
  matches(password: string, hash: string | null): Promise<boolean>
}

export function passwords(
  bytes: (length: number) => Uint8Array,
  cost: Cost = RFC_9106_LOW_MEMORY,
): Passwords {
  const computing = turns({ atOnce: AT_ONCE, mostWaiting: MAX_WAITING })
  const nobody = format(cost, new Uint8Array(SALT_BYTES), new Uint8Array(TAG_BYTES))
  return {
    async hash(password) {
      const salt = bytes(SALT_BYTES)
      return format(cost, salt, await computing.take(() => derive(password, salt, cost)))
    },
    async matches(password, hash) {
      const kept = parse(hash ?? nobody)
      if (!kept) return false
      const tag = await computing.take(() => derive(password, kept.salt, kept.cost))
      const equal = tag.length === kept.tag.length && timingSafeEqual(tag, kept.tag)
      return equal && hash !== null
    },
  }
}

function derive(password: string, nonce: Uint8Array, cost: Cost): Promise<Uint8Array> {
  const { memoryKiB: memory, passes, parallelism } = cost
  const message = Buffer.from(password.normalize('NFKC'), 'utf8')
  return new Promise((resolve, reject) => {
    argon2('argon2id', { message, nonce, parallelism, tagLength: TAG_BYTES, memory, passes }, (error, tag) =>
      error ? reject(error) : resolve(tag),
    )
  })
}

function format({ memoryKiB, passes, parallelism }: Cost, salt: Uint8Array, tag: Uint8Array): string {
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`
}

function parse(text: string): { cost: Cost; salt: Uint8Array; tag: Uint8Array } | null {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(text)
  if (!match) return null
  const [, memory, passes, parallelism, salt = '', tag = ''] = match
  const cost = { memoryKiB: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  return { cost, salt: Buffer.from(salt, 'base64'), tag: Buffer.from(tag, 'base64') }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '')
}
