// How far the hub goes for single sign-on: to the issuer, and to the addresses that the issuer itself named. Never
// along a redirect, never for long, and no answer is large.
import type { CustomFetch } from 'openid-client'

const WITHIN_MS = 10_000
const MAX_BYTES = 512 * 1024

export interface Reach {
  readonly fetch: CustomFetch
  /** Plain http only where the issuer itself is plain, as in a trial on one machine. */
  allow(url: string | undefined): void
}

export function reach(issuer: URL): Reach {
  const origins = new Set([issuer.origin])
  return {
    allow(text) {
      if (text === undefined || !URL.canParse(text)) return
      const { origin, protocol } = new URL(text)
      if (protocol === 'https:' || protocol === issuer.protocol) origins.add(origin)
    },
    async fetch(url, options) {
      const { origin } = new URL(url)
      if (!origins.has(origin)) throw new Error('The provider names an address that it may not name')
      const signals = [options.signal, AbortSignal.timeout(WITHIN_MS)].filter((signal) => !!signal)
      const asked = { ...options, redirect: 'manual', signal: AbortSignal.any(signals) } as RequestInit
      const answer = await fetch(url, asked)
      if (answer.status >= 300 && answer.status < 400) {
        await answer.body?.cancel()
        throw new Error('The provider sends the hub elsewhere')
      }
      const { status, headers } = answer
      return new Response(status === 204 ? null : await bounded(answer), { status, headers })
    },
  }
}

async function bounded(answer: Response): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of answer.body ?? []) {
    length += part.length
    if (length > MAX_BYTES) throw new Error('The provider answers more than can be meant')
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}
