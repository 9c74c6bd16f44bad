import { fromRest, templateOf, tokenContract, tokenEndpoints } from '@baton/protocol'

export type Answer<T> =
  | { readonly kind: 'given'; readonly value: T }
  /** In OAuth's own word: `authorization_pending`, `access_denied`, ... */
  | { readonly kind: 'refused'; readonly why: string }
  /** No answer, or none of a hub: may be asked again. */
  | { readonly kind: 'nothing' }

interface Schema<T> {
  safeParse(value: unknown): { readonly success: true; readonly data: T } | { readonly success: false }
}

const ANSWERS_WITHIN_MS = 8_000
const LONGEST_ANSWER = 65_536

export interface TokenDesk {
  code(form: Readonly<Record<string, string>>): Promise<Answer<CodeAnswer>>
  tokens(form: Readonly<Record<string, string>>): Promise<Answer<TokenAnswer>>
}

type CodeAnswer = ReturnType<typeof tokenContract.authorizeDevice.answer.parse>
type TokenAnswer = ReturnType<typeof tokenContract.grant.answer.parse>

/** The two routes of a hub that are asked with forms and without a credential. */
export function tokenDesk(hub: string, fetching: typeof fetch = fetch): TokenDesk {
  async function ask<T>(
    path: string,
    form: Readonly<Record<string, string>>,
    schema: Schema<T>,
  ): Promise<Answer<T>> {
    try {
      const response = await fetching(hub + path, {
        method: 'POST',
        body: new URLSearchParams(form),
        redirect: 'error',
        signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
      })
      const text = await response.text()
      if (text.length > LONGEST_ANSWER) return { kind: 'nothing' }
      const said: unknown = fromRest(JSON.parse(text))
      const parsed = response.ok ? schema.safeParse(said) : null
      if (parsed?.success) return { kind: 'given', value: parsed.data }
      const why = (said as { error?: unknown } | null)?.error
      if (typeof why === 'string') return { kind: 'refused', why }
      const { code } = (why ?? {}) as { code?: unknown }
      return typeof code === 'string' && response.status < 500 && response.status !== 429
        ? { kind: 'refused', why: code }
        : { kind: 'nothing' }
    } catch {
      return { kind: 'nothing' }
    }
  }

  return {
    code: (form) =>
      ask(templateOf(tokenEndpoints.authorizeDevice), form, tokenContract.authorizeDevice.answer),
    tokens: (form) => ask(templateOf(tokenEndpoints.grant), form, tokenContract.grant.answer),
  }
}
