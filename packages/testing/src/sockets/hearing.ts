const WAIT_MS = 60_000

/** What somebody was told, in the order in which it came. */
export interface Hearing<Heard> {
  readonly heard: readonly Heard[]
  hear(one: Heard): void
  /** The first of which this is true and that was not asked for yet, as soon as it has come. `what`: in words. */
  next(what: string, isMeant: (one: Heard) => boolean): Promise<Heard>
}

export function hearing<Heard>(inWords: (one: Heard) => string): Hearing<Heard> {
  const heard: Heard[] = []
  const taken = new Set<Heard>()
  const listeners = new Set<() => void>()
  return {
    heard,
    hear(one) {
      heard.push(one)
      for (const listener of listeners) listener()
    },
    next: (what, isMeant) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = heard.find((one) => !taken.has(one) && isMeant(one))
          if (found === undefined) return
          taken.add(found)
          done()
          resolve(found)
        }
        const done = () => {
          clearTimeout(timer)
          listeners.delete(look)
        }
        const timer = setTimeout(() => {
          done()
          const last = heard.slice(-15).map(inWords)
          reject(new Error(`waited in vain for ${what}; heard last:\n${last.join('\n')}`))
        }, WAIT_MS)
        listeners.add(look)
        look()
      }),
  }
}
