/**
 * Says values to somebody who answers, one at a time: while an answer is awaited only the newest waits. So the last one
 * said is the last one heard, whatever the network does to requests that run side by side. Resolves when nothing waits.
 */
export function oneAtATime<T>(say: (value: T) => Promise<unknown>): (value: T) => Promise<void> {
  let waiting: { readonly value: T } | null = null
  let saying: Promise<void> | null = null

  async function sayAll(): Promise<void> {
    while (waiting) {
      const { value } = waiting
      waiting = null
      await say(value)
    }
  }

  return (value) => {
    waiting = { value }
    saying ??= sayAll().finally(() => {
      saying = null
    })
    return saying
  }
}
