// What only one worker may do at a time (scan a household's library, run a device's loop) is done by whoever holds its
// lease. A worker renews all its leases with one question, well before they lapse; a holder that cannot renew them stops
// before another may begin.

import type { Chance, Clock } from '../ports/clock.ts'
import type { Installation } from '../ports/installation.ts'
import { type Held, type HeldLoop, heldLoop } from './held-loop.ts'

/** Together with the pause between two questions 14 s: so long after the death of its holder the work may rest at most. */
export const LEASE_MS = 11_000
const RENEW_EVERY_MS = 3_000
/** A holder that was not confirmed for this long stops by itself, before another may begin. */
const STOP_AFTER_MS = LEASE_MS - 3_000

export interface Leases extends AsyncDisposable {
  /** Does it whenever this worker holds the lease of that name. The returned function ends it and gives the lease up. */
  whileHeld(name: string, held: Held): () => Promise<void>
}

export interface LeasesParts {
  readonly installation: Pick<Installation, 'takeLeases' | 'giveUpLeases'>
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
  const loops = new Set<HeldLoop>()
  const ends = new Set<() => Promise<void>>()
  let asking: Promise<void> | null = null
  let hasNewcomers = false
  let cancel = () => {}
  let cancelLapse = () => {}

  const askAfter = (ms: number) => {
    cancel()
    cancel = clock.after(ms, () => {
      asking = ask()
    })
  }
  /** Every lease of this worker, those held and those wanted, in one question: all of them lapse at one time. */
  const ask = async () => {
    hasNewcomers = false
    const asked = [...loops]
    const askedAt = clock.monotonicMs()
    try {
      const taken = await installation.takeLeases(namesOf(asked), holder, LEASE_MS)
      for (const loop of asked) loop.confirm(taken.get(loop.name) ?? null)
      lapseAfter(askedAt)
    } catch (error) {
      onFailure(error)
    }
    asking = null
    if (loops.size > 0) askAfter(hasNewcomers ? 0 : RENEW_EVERY_MS)
  }
  /** Counted from when the leases were asked for: the store's time runs from later on. */
  const lapseAfter = (askedAt: number) => {
    cancelLapse()
    const leftMs = STOP_AFTER_MS - (clock.monotonicMs() - askedAt)
    cancelLapse = clock.after(Math.max(0, leftMs), () => {
      for (const loop of loops) void loop.leave()
    })
  }
  const giveUp = gathered((names) => installation.giveUpLeases(names, holder).catch(onFailure))

  return {
    whileHeld(name, held) {
      const loop = heldLoop(name, held, onFailure)
      loops.add(loop)
      hasNewcomers = true
      if (!asking) askAfter(0)
      let ending: Promise<void> | null = null
      const end = async () => {
        // The lease is renewed until the last work is done: nobody begins beside it.
        await loop.end()
        loops.delete(loop)
        // An answer that is on its way may still say that the lease is ours.
        await asking
        ends.delete(endOnce)
        if (loops.size === 0) {
          cancel()
          cancelLapse()
        }
        if (loop.isHeld && !namesOf(loops).includes(name)) await giveUp(name)
      }
      const endOnce = () => {
        ending ??= end()
        return ending
      }
      ends.add(endOnce)
      return endOnce
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...ends].map((end) => end()))
    },
  }
}

function namesOf(loops: Iterable<HeldLoop>): readonly string[] {
  return [...new Set(Array.from(loops, ({ name }) => name))]
}

/** Many who each want the same of one name: those who come in one moment, or while a call runs, share the next call. */
function gathered(call: (names: readonly string[]) => Promise<void>): (name: string) => Promise<void> {
  let waiting: string[] = []
  let running: Promise<void> = Promise.resolve()
  let next: Promise<void> | null = null
  return (name) => {
    waiting.push(name)
    next ??= running.then(() => {
      const names = waiting
      waiting = []
      next = null
      running = call(names)
      return running
    })
    return next
  }
}
