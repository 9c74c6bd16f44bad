/** A list that comes page by page. */
export interface Paged<T> {
  /** What is there so far. */
  readonly items: readonly T[]
  readonly hasMore: boolean
  /** Asks for the next page; may be called as often as one likes. */
  readonly more: () => void
}

/** A list that is there as a whole, for the parts that show lists page by page. */
export function whole<T>(items: readonly T[]): Paged<T> {
  return { items, hasMore: false, more: () => undefined }
}
