import type { Place } from './library-cursor.ts'

/** The ids in an order that only the seed decides, behind `after`; rows that come or go do not disturb the others. */
export function inRandomOrder(
  ids: readonly string[],
  seed: number,
  after: Place | null,
  limit: number,
): readonly { readonly key: string; readonly id: string }[] {
  const placed = ids.map((id) => ({ id, key: String(mixed(id, seed)).padStart(10, '0') }))
  placed.sort((one, other) =>
    one.key === other.key ? (one.id < other.id ? -1 : 1) : one.key < other.key ? -1 : 1,
  )
  const [key, id] = after ?? ['', '']
  return placed.filter((place) => place.key > key || (place.key === key && place.id > id)).slice(0, limit)
}

/** FNV-1a with a last stirring, so that seeds that are near each other give orders that are not. */
function mixed(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ Math.imul(seed + 1, 0x9e3779b1)
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
