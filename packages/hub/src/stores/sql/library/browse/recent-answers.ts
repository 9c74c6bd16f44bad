/** Answers again what was answered a moment ago, for what is costly to count and need not be true to the second. */
export type Recent = <T>(name: string, find: () => Promise<T>) => Promise<T>

const MAX_KEPT = 500

export function recentAnswers(forMs: number): Recent {
  const kept = new Map<string, { readonly answer: Promise<unknown>; readonly until: number }>()
  return <T>(name: string, find: () => Promise<T>): Promise<T> => {
    const now = performance.now()
    const known = kept.get(name)
    if (known && known.until > now) return known.answer as Promise<T>
    const answer = find()
    kept.delete(name)
    kept.set(name, { answer, until: now + forMs })
    answer.catch(() => kept.delete(name))
    const oldest = kept.keys().next()
    if (kept.size > MAX_KEPT && !oldest.done) kept.delete(oldest.value)
    return answer
  }
}
