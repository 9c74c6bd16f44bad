import type { Clock } from './clock.ts'
import { listeners, type Store } from './store.ts'

const GATHERED_MS = 50

/**
 * The same value for whoever draws it: the first change after a quiet while is told at once, what comes in the 50 ms
 * behind it is told together, as its last value. Whoever asks is answered with what is now. It listens only while
 * somebody listens to it.
 */
export function buffered<T>(source: Store<T>, clock: Clock): Store<T> {
  const heard = listeners<T>()
  let leave: (() => void) | null = null
  let count = 0
  let isGathering = false
  let hasChanged = false

  const tell = () => {
    hasChanged = false
    isGathering = true
    clock.after(GATHERED_MS, () => {
      isGathering = false
      if (hasChanged) tell()
    })
    heard.tell(source.get())
  }
  const hear = () => {
    if (isGathering) hasChanged = true
    else tell()
  }
  return {
    get: source.get,
    subscribe(listener) {
      const remove = heard.add(listener)
      count += 1
      leave ??= source.subscribe(hear)
      let isIn = true
      return () => {
        if (!isIn) return
        isIn = false
        remove()
        count -= 1
        if (count > 0) return
        leave?.()
        leave = null
      }
    },
  }
}
