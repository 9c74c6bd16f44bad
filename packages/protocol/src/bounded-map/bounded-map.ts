export interface Bounds<K, V> {
  /** How many entries there are at most; with `weighs`, how much they weigh together. */
  readonly most: number
  /** Asked once for each value that is set. */
  readonly weighs?: (value: V) => number
  /** So long after it was set an entry is there no more. Missing: only want of room ends it. */
  readonly lives?: { readonly ms: number; readonly now: () => number }
  /** Told of every entry that goes by itself, or for another value. Not of what is deleted or cleared. */
  readonly onGone?: (key: K, value: V) => void
}

/**
 * A map that never grows beyond its bounds: for room, the entry that was set or used longest ago goes first. What alone
 * is too heavy is not kept at all, and nothing else goes for it.
 */
export class BoundedMap<K, V> implements Iterable<readonly [K, V]> {
  readonly #bounds: Bounds<K, V>
  /** The one to go first stands first. */
  readonly #entries = new Map<K, Entry<V>>()
  #weight = 0

  constructor(bounds: Bounds<K, V>) {
    this.#bounds = bounds
  }

  get size(): number {
    return this.#entries.size
  }

  has(key: K): boolean {
    return this.#living(key) !== undefined
  }

  /** Looking alone keeps nothing from going. */
  get(key: K): V | undefined {
    return this.#living(key)?.value
  }

  /** As `get`, and the entry is the last one now to go for room. It lives no longer for that. */
  use(key: K): V | undefined {
    const entry = this.#living(key)
    if (entry === undefined) return undefined
    this.#entries.delete(key)
    this.#entries.set(key, entry)
    return entry.value
  }

  /** The entry is the last one now to go for room, and lives anew. */
  set(key: K, value: V): void {
    const { most, weighs, lives } = this.#bounds
    const former = this.#entries.get(key)
    this.delete(key)
    if (former !== undefined && former.value !== value) this.#bounds.onGone?.(key, former.value)
    const weight = weighs === undefined ? 1 : weighs(value)
    if (weight > most) return void this.#bounds.onGone?.(key, value)
    this.#entries.set(key, { value, weight, endsAt: lives === undefined ? null : lives.now() + lives.ms })
    this.#weight += weight
    for (const oldest of this.#entries.keys()) {
      if (this.#weight <= most) return
      this.#end(oldest)
    }
  }

  delete(key: K): boolean {
    const entry = this.#entries.get(key)
    if (entry === undefined) return false
    this.#weight -= entry.weight
    return this.#entries.delete(key)
  }

  clear(): void {
    this.#entries.clear()
    this.#weight = 0
  }

  /** Ends what has lived long enough. Nobody has to call it: it only gives the room back sooner. */
  endLapsed(): void {
    for (const key of this.#entries.keys()) this.#living(key)
  }

  /** The one that would go first for room comes first. */
  *[Symbol.iterator](): Iterator<readonly [K, V]> {
    for (const key of this.#entries.keys()) {
      const entry = this.#living(key)
      if (entry !== undefined) yield [key, entry.value]
    }
  }

  #living(key: K): Entry<V> | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined || entry.endsAt === null) return entry
    if ((this.#bounds.lives?.now() ?? 0) < entry.endsAt) return entry
    this.#end(key)
    return undefined
  }

  #end(key: K): void {
    const entry = this.#entries.get(key)
    this.delete(key)
    if (entry !== undefined) this.#bounds.onGone?.(key, entry.value)
  }
}

interface Entry<V> {
  readonly value: V
  readonly weight: number
  readonly endsAt: number | null
}
