/** The only source of time, timers and randomness in the hub. Tests and the storm put their own in its place. */
export interface Clock {
  /** Milliseconds since 1970, as the machine believes. May step in either direction. */
  wallMs(): number
  /** Milliseconds since some fixed instant. Never steps, never runs backwards. */
  monotonicMs(): number
  /** Runs `task` once, after `delayMs`. The returned function cancels it. */
  after(delayMs: number, task: () => void): () => void
}

/** Fresh ids and seeds. */
export interface Chance {
  /** A new random UUID, lower-case. */
  uuid(): string
  /** A whole number from 0 to 2^32 - 1, to seed a permutation with. */
  seed(): number
  /** Secret bytes, for tokens and keys. */
  bytes(length: number): Uint8Array
}

/** The hub's own time: it starts at the machine's, moves with the monotonic clock, and never runs backwards. */
export interface HubClock {
  now(): number
  /** As the machine believes, for what people read: see `Clock`. */
  wallMs(): number
  /** How far the machine's clock is ahead of `now`, for what is meant by the clocks on the wall; zero where they nearly agree. */
  wallAheadMs(): number
  /** An instant that the log already holds; the hub is never behind it again. */
  witness(instant: number): void
}

/** Nobody minds that much, and workers whose clocks agree by less take the same instants for the same. */
const NEARLY_MS = 30_000

/** In whole seconds; zero where the two nearly agree. */
export function wallAhead(wallMs: number, now: number): number {
  const aheadMs = Math.round((wallMs - now) / 1_000) * 1_000
  return Math.abs(aheadMs) < NEARLY_MS ? 0 : aheadMs
}

/** A step of the machine's clock changes nothing here until the hub starts again. */
export function hubClock(clock: Clock): HubClock {
  let offset = clock.wallMs() - clock.monotonicMs()
  const now = () => Math.floor(clock.monotonicMs() + offset)
  return {
    now,
    wallMs: () => clock.wallMs(),
    wallAheadMs: () => wallAhead(clock.wallMs(), now()),
    witness(instant) {
      if (instant > now()) offset = instant - clock.monotonicMs()
    },
  }
}
