import type { Clock } from '#engine'

/**
 * Of a flood only the latest counts: `use` is called with it at most once in `everyMs`, at once for the first of them.
 * What comes costs no more than being put in the place of the one before.
 */
export function latestOnly<T>(
  clock: Pick<Clock, 'after'>,
  everyMs: number,
  use: (latest: T) => void,
): { take(value: T): void; stop(): void } {
  let waiting: { readonly value: T } | null = null
  let cancel: (() => void) | null = null
  const rest = () => {
    cancel = clock.after(everyMs, () => {
      cancel = null
      const next = waiting
      waiting = null
      if (!next) return
      rest()
      use(next.value)
    })
  }
  return {
    take(value) {
      if (cancel) {
        waiting = { value }
        return
      }
      rest()
      use(value)
    },
    stop() {
      cancel?.()
      cancel = () => {}
      waiting = null
    },
  }
}
