import { createHash } from 'node:crypto'
import type { Chance } from '../ports/clock.ts'

const SECRET_BYTES = 32
const MAX_SECRET_LENGTH = 200

/** What a client holds. 256 bits by chance: a plain sha256 of it can be kept without fear of guessing. */
export function newSecret(chance: Pick<Chance, 'bytes'>): string {
  return Buffer.from(chance.bytes(SECRET_BYTES)).toString('base64url')
}

/** What the hub keeps of a secret. Null for what cannot be one. */
export function secretHash(secret: string): string | null {
  return secret === '' || secret.length > MAX_SECRET_LENGTH ? null : hashOf(secret)
}

/** The same of one that is good, such as one that was just made. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
