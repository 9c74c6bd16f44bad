/** The items in a random order that depends on the seed alone (Fisher-Yates over xorshift32). */
export function shuffledOrder<T>(items: readonly T[], seed: number): T[] {
  const mixed = [...items]
  const next = xorshift32(seed)
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = next() % (i + 1)
    const item = mixed[i] as T
    mixed[i] = mixed[j] as T
    mixed[j] = item
  }
  return mixed
}

function xorshift32(seed: number): () => number {
  let state = seed >>> 0 || 0x9e3779b9
  return () => {
    state ^= state << 13
    state >>>= 0
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state
  }
}
