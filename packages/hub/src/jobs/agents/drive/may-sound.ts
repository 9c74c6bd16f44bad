import type { Clock } from '#engine'
import type { CallAgent } from '../calls/agent-calls.ts'

/**
 * Whether an agent may be heard, by what it was told and what it answered: from before it is told to play until it has
 * answered that it does not. Rule CB48 in docs/protocol/devices.md.
 */
export interface MaySound {
  /** It was told to play, or says that it does, and has not answered since that it is silent. */
  readonly isLikely: boolean
  /** It is about to be told to play. */
  begins(): void
  /** It has answered that it is silent, or come to its end. */
  ends(): void
  /** There is a new registration: what failed before may be tried again. */
  registered(): void
  /** True: that makes it worth a look whether it is to be stopped. */
  reported(isAlive: boolean | null): boolean
  /** An attempt to stop it has failed, and the next one is due. */
  readonly isDue: boolean
  /** Stops it where it may sound; `isAwaited`: others wait for its silence. True: it is silent. */
  stopped(isAwaited: boolean): Promise<boolean>
}

export interface MaySoundParts {
  readonly call: CallAgent
  readonly clock: Pick<Clock, 'monotonicMs'>
  /** Between an attempt that failed and the next. */
  readonly againAfterMs: number
}

export function maySound({ call, clock, againAfterMs }: MaySoundParts): MaySound {
  // Another worker, or this one before it began anew, may have told it to play.
  let state: 'no' | 'unknown' | 'yes' = 'unknown'
  let isShown = false
  let againAt = Number.NEGATIVE_INFINITY

  return {
    get isLikely() {
      return state === 'yes'
    },
    begins() {
      state = 'yes'
      againAt = Number.NEGATIVE_INFINITY
    },
    ends() {
      state = 'no'
    },
    registered() {
      isShown = false
      againAt = Number.NEGATIVE_INFINITY
    },
    reported(isAlive) {
      if (state !== 'unknown' || isShown) return false
      isShown = true
      if (isAlive !== null) state = isAlive ? 'yes' : 'no'
      return state !== 'no'
    },
    get isDue() {
      return state === 'yes' && againAt > Number.NEGATIVE_INFINITY && clock.monotonicMs() >= againAt
    },
    async stopped(isAwaited) {
      if (state === 'unknown' && isAwaited) state = 'yes'
      if (state === 'no') return true
      if ((state === 'unknown' && !isShown) || clock.monotonicMs() < againAt) return false
      if ((await call('POST', '/stop', {})) !== null) state = 'no'
      // One that never says whether it plays is asked once in each registration.
      else againAt = state === 'yes' ? clock.monotonicMs() + againAfterMs : Number.POSITIVE_INFINITY
      return state === 'no'
    },
  }
}
