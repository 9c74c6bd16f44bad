// What one worker at a time does once, such as taking an upload into the library, has a lease for as long as it is at it.

import type { LeasesParts } from './leases.ts'

/** So long after the death of whoever was at it the work may be begun by another. */
const LEASE_MS = 30_000
const RENEW_EVERY_MS = 5_000
/** What was not confirmed for this long is left by whoever is at it, before another may begin. */
const LEAVE_AFTER_MS = LEASE_MS - 5_000

/** By name, each taken once at a time in this worker. */
export interface RenewedLeases extends AsyncDisposable {
  /**
   * False: another worker is at it. What is taken is renewed until it is given up. Taken again it tells whether it is
   * held still. Rejects where the store cannot be asked.
   */
  take(name: string): Promise<boolean>
  /** Whether nobody else can have been at it since it was taken, as far as the store could be asked. */
  isUnbroken(name: string): boolean
  /** Another may begin at once; of what is not held it changes nothing. Never rejects. */
  giveUp(name: string): Promise<void>
}

interface Holding {
  /** Of when it was taken: the store counts up whenever it is taken anew. */
  readonly generation: number
  readonly unbrokenUntil: number
}

/** The end gives everything up that is held. */
export function renewedLeases({ installation, clock, chance, onFailure }: LeasesParts): RenewedLeases {
  const holder = chance.uuid()
  const held = new Map<string, Holding>()
  let last: Promise<unknown> = Promise.resolve()
  let cancel = () => {}

  /** A renewal that was overtaken would take anew what was just given up. */
  const inTurn = (ask: () => Promise<void>): Promise<void> => {
    const asked = last.then(ask)
    last = asked.catch(() => undefined)
    return asked
  }
  const renewLater = () => {
    cancel()
    if (held.size > 0) cancel = clock.after(RENEW_EVERY_MS, () => void ask([]).catch(onFailure))
  }
  const confirm = (name: string, now: number | undefined, unbrokenUntil: number) => {
    if (now === undefined) {
      held.delete(name)
      return
    }
    const { generation } = held.get(name) ?? { generation: now }
    held.set(name, { generation, unbrokenUntil: generation === now ? unbrokenUntil : 0 })
  }
  /** All in one question, so that after a crash all of them lapse at one time. */
  const ask = (more: readonly string[]) =>
    inTurn(async () => {
      const names = [...new Set([...held.keys(), ...more])]
      if (names.length === 0) return
      // The store's time runs from later on.
      const unbrokenUntil = clock.monotonicMs() + LEAVE_AFTER_MS
      try {
        const taken = await installation.takeLeases(names, holder, LEASE_MS)
        for (const name of names) confirm(name, taken.get(name), unbrokenUntil)
      } finally {
        renewLater()
      }
    })
  const giveUp = (which: () => readonly string[]) =>
    inTurn(async () => {
      const names = which().filter((name) => held.delete(name))
      if (held.size === 0) cancel()
      if (names.length > 0) await installation.giveUpLeases(names, holder)
    }).catch(onFailure)

  return {
    async take(name) {
      await ask([name])
      return held.has(name)
    },
    isUnbroken: (name) => clock.monotonicMs() < (held.get(name)?.unbrokenUntil ?? 0),
    giveUp: (name) => giveUp(() => [name]),
    [Symbol.asyncDispose]: () => giveUp(() => [...held.keys()]),
  }
}
