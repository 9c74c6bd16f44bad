import { numberIn, type Place } from './cursor.ts'

/** The ids in an order that only the seed decides, behind `after`; rows that come or go do not disturb the others. */
export function inRandomOrder(
  ids: readonly string[],
  seed: number,
  after: Place | null,
  limit: number,
): readonly { readonly key: string; readonly id: string }[] {
  const [from, fromId] = after ? [numberIn(after), after[1]] : [-1, '']
  const placed: { id: string; number: number }[] = []
  for (const id of ids) {
    const number = randomNumber(id, seed)
    if (number > from || (number === from && id > fromId)) placed.push({ id, number })
  }
  // Spread evenly: twice as many as are needed lie below this, nearly always.
  const share = from + ((MAX_NUMBER - from) * 2 * (limit + 20)) / Math.max(1, placed.length)
  const near = placed.filter(({ number }) => number <= share)
  const chosen = near.length >= limit ? near : placed
  return chosen
    .sort((one, other) => one.number - other.number || (one.id < other.id ? -1 : 1))
    .slice(0, limit)
    .map(({ id, number }) => ({ id, key: String(number) }))
}

const MAX_NUMBER = 2 ** 32

/**
 * Of 32 bits, the same for the same text and seed. FNV-1a with a last stirring, so that seeds that are near each other
 * give orders that are not.
 */
export function randomNumber(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(seed + 1, 0x9e3779b1)
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
