import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto'
import type { Chance } from '#engine'

const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Tokens that are kept so that the broker can be told them again. */
export interface SealedTokens {
  seal(name: string, token: string): string
  /** Null: it was sealed for another name, by another key, or not at all. */
  open(name: string, sealed: string): string | null
}

/**
 * The key is of the installation and of the password by which the hub comes to the broker: who has but the database opens
 * nothing, and who has the password can let in whom he likes anyway.
 */
export function sealedTokens(
  installationKey: Uint8Array,
  password: string,
  chance: Pick<Chance, 'bytes'>,
): SealedTokens {
  const key = createHmac('sha256', installationKey).update(password).digest()
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
