import { createHash } from 'node:crypto'
import type { Chance } from '../ports/clock.ts'

const SECRET_BYTES = 32
const MAX_SECRET_LENGTH = 200

/** 256 bits by chance: a plain hash of it can be kept without fear of guessing. */
export function newDisplaySecret(chance: Pick<Chance, 'bytes'>): string {
  return Buffer.from(chance.bytes(SECRET_BYTES)).toString('base64url')
}

/** What is kept of it. Null for what cannot be one. */
export function hashOfSecret(secret: string): string | null {
  if (secret === '' || secret.length > MAX_SECRET_LENGTH) return null
  return createHash('sha256').update(secret).digest('base64url')
}
