/** What somebody waits for goes before what the hub does by itself. */
export type Urgency = 'asked' | 'own'

/** Gives so many at once their turn, and the others after them in the order in which they asked. */
export interface ScanTurns {
  /**
   * Begins at once where there is a place, else when it is one's turn. Whoever waits already keeps the place in the line,
   * and goes over to those who are waited for where `urgency` says so. A turn never fails.
   */
  ask(who: string, urgency: Urgency, turn: () => Promise<void>): void
  /** Waits no longer. A turn that has begun goes on. */
  leave(who: string): void
}

export function scanTurns(atOnce: number): ScanTurns {
  const lines = { asked: new Map<string, () => Promise<void>>(), own: new Map<string, () => Promise<void>>() }
  let running = 0

  const next = () => {
    while (running < atOnce) {
      const line = lines.asked.size > 0 ? lines.asked : lines.own
      const [first] = line
      if (!first) return
      const [who, turn] = first
      line.delete(who)
      running++
      void turn().finally(() => {
        running--
        next()
      })
    }
  }

  return {
    ask(who, urgency, turn) {
      if (lines.asked.has(who)) return
      if (urgency === 'asked') lines.own.delete(who)
      if (!lines[urgency].has(who)) lines[urgency].set(who, turn)
      next()
    },
    leave(who) {
      lines.asked.delete(who)
      lines.own.delete(who)
    },
  }
}
