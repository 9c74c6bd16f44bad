import type { Clock } from './clock.ts'
import type { Store } from './store.ts'

/** Waits for a state that `holds`; false: there was none within `ms`. */
export function until<T>(
  state: Store<T>,
  holds: (value: T) => boolean,
  clock: Clock,
  ms: number,
): Promise<boolean> {
  if (holds(state.get())) return Promise.resolve(true)
  return new Promise((resolve) => {
    const end = (held: boolean) => {
      cancel()
      leave()
      resolve(held)
    }
    const cancel = clock.after(ms, () => end(false))
    const leave = state.subscribe((value) => {
      if (holds(value)) end(true)
    })
  })
}
