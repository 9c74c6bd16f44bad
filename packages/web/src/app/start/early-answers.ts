declare global {
  /** What `public/first.js` asked of the hub while the app was still on its way. */
  var batonAsked: Map<string, Promise<Response>> | undefined
}

/** After this long an answer that nobody has used is older than it looks. */
const FRESH_MS = 10_000

/** Hands out each answer that was asked for before the app had come, once; everything else is asked now. */
export function usingEarlyAnswers(fetching: typeof fetch): typeof fetch {
  setTimeout(() => globalThis.batonAsked?.clear(), FRESH_MS)
  return (input, init) => {
    const isPlain = typeof input === 'string' && (init?.method ?? 'GET') === 'GET'
    const asked = isPlain ? globalThis.batonAsked?.get(input) : undefined
    if (!asked) return fetching(input, init)
    globalThis.batonAsked?.delete(input as string)
    return asked
  }
}
