/** A value that others may read at any time and hear of when it is replaced. */
export interface Store<T> {
  get(): T
  /** Calls with every new value until the returned function is called. Fits React's useSyncExternalStore. */
  subscribe(listener: (value: T) => void): () => void
}

export interface WritableStore<T> extends Store<T> {
  set(value: T): void
}

/** The same value again is not news: listeners hear only of a new one. */
export function store<T>(initial: T): WritableStore<T> {
  const heard = listeners<T>()
  let value = initial
  return {
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return
      value = next
      heard.tell(next)
    },
    subscribe: heard.add,
  }
}

export interface Listeners<T> {
  add(listener: (value: T) => void): () => void
  tell(value: T): void
}

/** Listeners are told in the order in which they came; one that leaves meanwhile is not told any more. */
export function listeners<T>(): Listeners<T> {
  const all = new Set<{ readonly call: (value: T) => void }>()
  return {
    add: (call) => {
      const listener = { call }
      all.add(listener)
      return () => all.delete(listener)
    },
    tell: (value) => {
      for (const listener of [...all]) if (all.has(listener)) listener.call(value)
    },
  }
}
