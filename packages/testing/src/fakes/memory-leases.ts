import type { Clock, Installation } from '@baton/hub/engine'

interface Row {
  readonly holder: string
  readonly until: number
  readonly generation: number
}

/** Leases as all workers see them, by this clock. */
export function memoryLeases(
  clock: Pick<Clock, 'wallMs'>,
): Pick<Installation, 'takeLeases' | 'giveUpLeases'> {
  const rows = new Map<string, Row>()
  const take = (name: string, holder: string, forMs: number): readonly [string, number][] => {
    const now = clock.wallMs()
    const row = rows.get(name) ?? { holder: '', until: 0, generation: 0 }
    if (row.holder !== holder && row.until > now) return []
    const generation = row.generation + (row.holder === holder && row.until > now ? 0 : 1)
    rows.set(name, { holder, until: now + forMs, generation })
    return [[name, generation]]
  }
  return {
    takeLeases: async (names, holder, forMs) => new Map(names.flatMap((name) => take(name, holder, forMs))),
    async giveUpLeases(names, holder) {
      for (const name of names) {
        const row = rows.get(name)
        if (row?.holder === holder) rows.set(name, { ...row, until: 0 })
      }
    },
  }
}
