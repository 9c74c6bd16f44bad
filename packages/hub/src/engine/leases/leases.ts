// What only one worker may do at a time (scan a library, run a device's loop) is done by whoever holds its lease. The
// lease is renewed well before it lapses; a holder that cannot renew it stops before another may begin.
import type { Chance, Clock } from '../ports/clock.ts'
import type { Installation } from '../ports/installation.ts'

export const LEASE_MS = 15_000
const RENEW_EVERY_MS = 4_000
/** A holder that was not confirmed for this long stops by itself, before another may begin. */
const STOP_AFTER_MS = LEASE_MS - 3_000

/** Done while the lease is held. `signal` aborts when it is lost or given up; the next holder waits until then. */
export type Held = (signal: AbortSignal, generation: number) => Promise<void>

export interface Leases extends AsyncDisposable {
  /** Does it whenever this worker holds the lease of that name. The returned function ends it and gives the lease up. */
  whileHeld(name: string, held: Held): () => Promise<void>
}

export interface LeasesParts {
  readonly installation: Installation
  readonly clock: Clock
  readonly chance: Pick<Chance, 'uuid'>
  readonly onFailure: (error: unknown) => void
}

/** Of a worker that has no other beside it: it holds every lease, and nobody need be asked. */
export function everyLease(onFailure: (error: unknown) => void): Leases {
  const ends = new Set<() => Promise<void>>()
  return {
    whileHeld(_name, held) {
      const stop = new AbortController()
      const done = held(stop.signal, 1).catch(onFailure)
      const end = async () => {
        ends.delete(end)
        stop.abort()
        await done
      }
      ends.add(end)
      return end
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...ends].map((end) => end()))
    },
  }
}

export function leases({ installation, clock, chance, onFailure }: LeasesParts): Leases {
  const holder = chance.uuid()
  const ends = new Set<() => Promise<void>>()

  function whileHeld(name: string, held: Held): () => Promise<void> {
    let working: { readonly stop: AbortController; readonly done: Promise<void> } | null = null
    let heldGeneration: number | null = null
    let cancel = () => {}
    let cancelLapse = () => {}
    let ended = false
    let asking: Promise<void> = Promise.resolve()

    /** What is left still counts as at work until it is done, so that nothing is begun beside it. */
    const leave = async () => {
      const left = working
      left?.stop.abort()
      await left?.done
      if (working === left) working = null
    }
    const begin = (generation: number) => {
      const stop = new AbortController()
      working = { stop, done: held(stop.signal, generation).catch(onFailure) }
    }
    /** Counted from when the lease was asked for: the store's time runs from later on. */
    const lapseAfter = (askedAt: number) => {
      cancelLapse()
      const leftMs = STOP_AFTER_MS - (clock.monotonicMs() - askedAt)
      cancelLapse = clock.after(Math.max(0, leftMs), () => void leave())
    }
    const ask = async () => {
      const askedAt = clock.monotonicMs()
      try {
        const generation = await installation.takeLease(name, holder, LEASE_MS)
        // Taken anew it may have been another's in between. Renewing goes on while what was left comes to its end.
        if (generation !== heldGeneration) void leave()
        heldGeneration = generation
        if (generation !== null) {
          lapseAfter(askedAt)
          if (!working && !ended) begin(generation)
        }
      } catch (error) {
        onFailure(error)
      }
      if (!ended) cancel = clock.after(RENEW_EVERY_MS, next)
    }
    const next = () => {
      asking = ask()
    }
    next()

    const end = async () => {
      if (ended) return
      ended = true
      cancel()
      await asking
      cancel()
      cancelLapse()
      await leave()
      ends.delete(end)
      if (heldGeneration !== null) await installation.giveUpLease(name, holder).catch(onFailure)
    }
    ends.add(end)
    return end
  }

  return {
    whileHeld,
    async [Symbol.asyncDispose]() {
      await Promise.all([...ends].map((end) => end()))
    },
  }
}
