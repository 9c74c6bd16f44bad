/** Runs commands one after the other. Null: too many wait already. */
export function commandQueue(most: number): <T>(work: () => Promise<T>) => Promise<T> | null {
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    if (waiting >= most) return null
    waiting += 1
    const done = last.then(work).finally(() => {
      waiting -= 1
    })
    last = done.catch(() => {})
    return done
  }
}
