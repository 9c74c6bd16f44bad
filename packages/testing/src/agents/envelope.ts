export type Json = Readonly<Record<string, unknown>>

/** What stands inside of all its envelopes. */
export function innermost(body: unknown): Json {
  let inner = body as Json
  for (;;) {
    const next = inner.response ?? inner.data
    if (typeof next !== 'object' || next === null) return inner
    inner = next as Json
  }
}

export function flagOf(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null
}
