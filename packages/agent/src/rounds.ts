import type { Clock } from '@baton/client'

/** Something that is looked at again and again while it matters. */
export interface Rounds {
  begin(): void
  end(): void
}

export function rounds(clock: Clock, everyMs: number, look: () => void): Rounds {
  let cancel = () => {}
  const begin = () => {
    cancel()
    cancel = clock.after(everyMs, () => {
      begin()
      look()
    })
  }
  return { begin, end: () => cancel() }
}
