/** Whether it was taken. Redirects are not followed, and of the answer nothing is read. */
export type PostBack = (url: string, body: Readonly<Record<string, unknown>>) => Promise<boolean>

const TAKEN_WITHIN_MS = 5_000

/** `onContact` hears how long ago an answer was asked for: the hub knew then that this agent is there. */
export function postBack(onContact: (ageMs: number) => void, fetching: typeof fetch = fetch): PostBack {
  return async (url, body) => {
    const began = performance.now()
    try {
      const answer = await fetching(url, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
        redirect: 'manual',
        signal: AbortSignal.timeout(TAKEN_WITHIN_MS),
      })
      await answer.body?.cancel()
      if (answer.ok) onContact(performance.now() - began)
      return answer.ok
    } catch {
      return false
    }
  }
}
