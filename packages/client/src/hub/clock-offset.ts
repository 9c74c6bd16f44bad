/** What is known of the server's clock: its time less ours lies within `offsetMs` plus or minus `uncertaintyMs`. */
export interface ServerClock {
  readonly offsetMs: number
  readonly uncertaintyMs: number
}

export interface ClockOffset {
  /** The server said `serverTime` somewhen between our `sentAt` and `receivedAt`. */
  exchanged(serverTime: number, sentAt: number, receivedAt: number): void
  /** The server said `serverTime` at some instant before our `receivedAt`. */
  heard(serverTime: number, receivedAt: number): void
  estimate(): ServerClock | null
}

interface Sample {
  readonly offsetMs: number
  readonly uncertaintyMs: number
  readonly takenAt: number
}

const MAX_SAMPLES = 16
const MAX_AGE_MS = 300_000
const ONE_WAY_UNCERTAINTY_MS = 250
const CLOCKS_DRIFT_PER_MS = 1e-4

/**
 * Estimates the offset from the exchange with the shortest round trip of the last minutes. A message that cannot
 * have come that early shows that one of the clocks was set, and the older samples are forgotten.
 */
export function clockOffset(): ClockOffset {
  let samples: readonly Sample[] = []
  const add = (sample: Sample) => {
    const kept = samples.filter((old) => agree(old, sample) && sample.takenAt - old.takenAt < MAX_AGE_MS)
    samples = [...kept, sample].slice(-MAX_SAMPLES)
  }
  const best = () =>
    samples.reduce<Sample | null>((a, b) => (a === null || b.uncertaintyMs <= a.uncertaintyMs ? b : a), null)
  return {
    exchanged: (serverTime, sentAt, receivedAt) => {
      const uncertaintyMs = (receivedAt - sentAt) / 2
      add({ offsetMs: serverTime - (sentAt + receivedAt) / 2, uncertaintyMs, takenAt: receivedAt })
    },
    heard: (serverTime, receivedAt) => {
      const least = serverTime - receivedAt
      const known = best()
      const tooEarly = known && least > known.offsetMs + known.uncertaintyMs + slack(known, receivedAt)
      if (known && !tooEarly) return
      samples = [{ offsetMs: least, uncertaintyMs: ONE_WAY_UNCERTAINTY_MS, takenAt: receivedAt }]
    },
    estimate: () => {
      const sample = best()
      return sample && { offsetMs: sample.offsetMs, uncertaintyMs: sample.uncertaintyMs }
    },
  }
}

function agree(old: Sample, fresh: Sample): boolean {
  const apart = Math.abs(old.offsetMs - fresh.offsetMs)
  return apart <= old.uncertaintyMs + fresh.uncertaintyMs + slack(old, fresh.takenAt)
}

function slack(sample: Sample, at: number): number {
  return 1 + (at - sample.takenAt) * CLOCKS_DRIFT_PER_MS
}
