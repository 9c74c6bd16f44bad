import { type Clock, type Moment, momentOf } from '@baton/client'

/** Whether it was taken. Redirects are not followed, and of the answer nothing is read. */
export type PostBack = (url: string, body: Readonly<Record<string, unknown>>) => Promise<boolean>

export interface PostBackParts {
  readonly clock: Clock
  /** What was posted at this instant was taken: the hub knew then that this agent is there. */
  readonly onContact: (at: Moment) => void
}

const TAKEN_WITHIN_MS = 5_000

export function postBack({ clock, onContact }: PostBackParts): PostBack {
  return async (url, body) => {
    const postedAt = momentOf(clock)
    try {
      const answer = await fetch(url, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
        redirect: 'manual',
        signal: AbortSignal.timeout(TAKEN_WITHIN_MS),
      })
      await answer.body?.cancel()
      if (answer.ok) onContact(postedAt)
      return answer.ok
    } catch {
      return false
    }
  }
}
