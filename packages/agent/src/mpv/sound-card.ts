import { type Clock, type Store, store } from '@baton/client'

/** Whether there is something to sound on, as far as the last try has shown. */
export interface SoundCard {
  readonly isThere: Store<boolean>
  found(): void
  /** It is tried again after a while, for as long as it takes. */
  missed(): void
  end(): void
}

const TRY_AGAIN_MS = 5_000

export function soundCard(clock: Clock, tryAgain: () => void): SoundCard {
  const isThere = store(true)
  let cancel = () => {}
  return {
    isThere,
    found() {
      cancel()
      isThere.set(true)
    },
    missed() {
      cancel()
      cancel = clock.after(TRY_AGAIN_MS, tryAgain)
      isThere.set(false)
    },
    end: () => cancel(),
  }
}
