import { BoundedMap } from '@baton/protocol'

/** Answers again what was answered a moment ago, for what is costly to count and need not be true to the second. */
export type Recent = <T>(name: string, find: () => Promise<T>) => Promise<T>

const MAX_KEPT = 500

export function recentAnswers(forMs: number): Recent {
  const lives = { ms: forMs, now: () => performance.now() }
  const kept = new BoundedMap<string, Promise<unknown>>({ most: MAX_KEPT, lives })
  return <T>(name: string, find: () => Promise<T>): Promise<T> => {
    const known = kept.get(name)
    if (known) return known as Promise<T>
    const answer = find()
    kept.set(name, answer)
    answer.catch(() => {
      if (kept.get(name) === answer) kept.delete(name)
    })
    return answer
  }
}
