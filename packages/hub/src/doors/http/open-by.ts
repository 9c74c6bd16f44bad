import type { Principal } from '#engine'

interface Open {
  readonly principal: Principal
}

/** What is open for a long time (streams, sockets), found by whose it is. */
export interface OpenBy<One extends Open> {
  of(key: string): ReadonlySet<One>
  all(): readonly One[]
  add(one: One): void
  remove(one: One): void
}

export function openBy<One extends Open>(keyOf: (principal: Principal) => string): OpenBy<One> {
  const byKey = new Map<string, Set<One>>()
  const none: ReadonlySet<One> = new Set()
  return {
    of: (key) => byKey.get(key) ?? none,
    all: () => [...byKey.values()].flatMap((ofOne) => [...ofOne]),
    add(one) {
      const key = keyOf(one.principal)
      const present = byKey.get(key)
      if (present) present.add(one)
      else byKey.set(key, new Set([one]))
    },
    remove(one) {
      const key = keyOf(one.principal)
      const present = byKey.get(key)
      present?.delete(one)
      if (present?.size === 0) byKey.delete(key)
    },
  }
}
