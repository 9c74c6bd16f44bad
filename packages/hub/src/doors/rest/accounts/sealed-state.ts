// What a visitor's browser keeps while the person is away at the provider: sealed, so that it comes back as it was.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { UserId } from '@baton/protocol'
import { z } from 'zod'

const Kept = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** Who asked to be known by this sign-in; null: somebody wants to come in. */
  linkFor: UserId.nullable(),
  until: z.number(),
})
export type Kept = z.infer<typeof Kept>

export function sealed(kept: Kept, key: Uint8Array): string {
  const body = Buffer.from(JSON.stringify(kept)).toString('base64url')
  return `${body}.${seal(body, key)}`
}

/** Null for what is missing, changed, or too old. */
export function opened(text: string | undefined, key: Uint8Array, now: number): Kept | null {
  const [, body, mac] = /^([\w-]{1,2000})\.([\w-]{43})$/.exec(text ?? '') ?? []
  if (body === undefined || mac === undefined) return null
  if (!timingSafeEqual(Buffer.from(mac), Buffer.from(seal(body, key)))) return null
  const kept = Kept.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString()))
  return kept.success && kept.data.until > now ? kept.data : null
}

function seal(body: string, key: Uint8Array): string {
  return createHmac('sha256', key).update(`sign-on ${body}`).digest('base64url')
}
