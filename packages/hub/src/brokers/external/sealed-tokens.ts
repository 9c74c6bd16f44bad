import { createCipheriv, createDecipheriv, scryptSync } from 'node:crypto'
import type { Chance } from '#engine'

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEY_BYTES = 32
/** 32 MiB and some 0.1 s for each guess, and once for each start of a worker. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }

/** Tokens that are kept so that the broker can be told them again. */
export interface SealedTokens {
  seal(name: string, token: string): string
  /** Null: it was sealed for another name, by another key, or not at all. */
  open(name: string, sealed: string): string | null
}

/**
 * The key is of the installation and of the password by which the hub comes to the broker. The former is in the database
 * as well: whoever has that has nothing but the password to guess, each time at a cost. Who has the password can let in
 * whom he likes anyway.
 */
export function sealedTokens(
  installationKey: Uint8Array,
  password: string,
  chance: Pick<Chance, 'bytes'>,
): SealedTokens {
  const key = scryptSync(password, installationKey, KEY_BYTES, COST)
  return {
    seal(name, token) {
      const nonce = chance.bytes(NONCE_BYTES)
      const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(name))
      const text = Buffer.concat([cipher.update(token, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url')
    },
    open(name, sealed) {
      const bytes = Buffer.from(sealed, 'base64url')
      if (bytes.length < NONCE_BYTES + TAG_BYTES) return null
      try {
        const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), {
          authTagLength: TAG_BYTES,
        })
          .setAAD(Buffer.from(name))
          .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
        const text = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES))
        return Buffer.concat([text, decipher.final()]).toString('utf8')
      } catch {
        return null
      }
    },
  }
}
