// What one worker at a time does once, such as taking an upload into the library, has a lease for as long as it is at it.

import type { LeasesParts } from './leases.ts'

/** So long after the death of whoever was at it the work may be begun by another. */
const LEASE_MS = 30_000
const RENEW_EVERY_MS = 5_000

/** By name, each taken once at a time in this worker. */
export interface RenewedLeases extends AsyncDisposable {
  /**
   * False: another worker is at it. What is taken is renewed until it is given up. Taken again it tells whether it is
   * held still. Rejects where the store cannot be asked.
   */
  take(name: string): Promise<boolean>
  /** Another may begin at once; of what is not held it changes nothing. Never rejects. */
  giveUp(name: string): Promise<void>
}

/** The end gives everything up that is held. */
export function renewedLeases({ installation, clock, chance, onFailure }: LeasesParts): RenewedLeases {
  const holder = chance.uuid()
  const held = new Set<string>()
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
  /** All in one question, so that after a crash all of them lapse at one time. */
  const ask = (more: readonly string[]) =>
    inTurn(async () => {
      const names = [...new Set([...held, ...more])]
      if (names.length === 0) return
      try {
        const taken = await installation.takeLeases(names, holder, LEASE_MS)
        for (const name of names) {
          if (taken.has(name)) held.add(name)
          else held.delete(name)
        }
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
    giveUp: (name) => giveUp(() => [name]),
    [Symbol.asyncDispose]: () => giveUp(() => [...held]),
  }
}
