// A browser in which somebody has signed in once is known: its own failures are counted by themselves. So nobody
// elsewhere, not even behind the same address, can keep it from signing in.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Chance } from '#engine'

const MARK_BYTES = 16

export interface KnownBrowsers {
  /** For the browser to keep. */
  token(nameKey: string): string
  /** The mark of a token that was made for this name; null for everything else. */
  markOf(nameKey: string, token: string | undefined): string | null
}

export function knownBrowsers(key: Uint8Array, chance: Chance): KnownBrowsers {
  const seal = (nameKey: string, mark: string) =>
    createHmac('sha256', key).update(`${mark}\n${nameKey}`).digest('base64url')
  return {
    token(nameKey) {
      const mark = Buffer.from(chance.bytes(MARK_BYTES)).toString('base64url')
      return `${mark}.${seal(nameKey, mark)}`
    },
    markOf(nameKey, token) {
      const [, mark, given] = /^([\w-]{22})\.([\w-]{43})$/.exec(token ?? '') ?? []
      if (mark === undefined || given === undefined) return null
      return timingSafeEqual(Buffer.from(given), Buffer.from(seal(nameKey, mark))) ? mark : null
    },
  }
}
