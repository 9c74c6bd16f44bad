import { BatonError } from '../errors.ts'

export interface TurnsOptions {
  /** Missing: one after the other. */
  readonly atOnce?: number
  /** Whoever comes when so many are waiting already is refused with `hub.busy`. */
  readonly mostWaiting: number
}

/** Gives each task its turn: so many at once, the others in the order in which they came. */
export interface Turns {
  /**
   * What the task comes to. It begins at once where there is room, else when it is its turn. One that fails gives its
   * turn on as any other.
   */
  take<T>(task: () => Promise<T>): Promise<T>
  /** When everything that has asked for its turn by now is over, however it ended. */
  over(): Promise<void>
}

export function turns({ atOnce = 1, mostWaiting }: TurnsOptions): Turns {
  const waiting: (() => void)[] = []
  let running = 0

  const begin = async () => {
    if (running < atOnce) {
      running += 1
      return
    }
    if (waiting.length >= mostWaiting) throw new BatonError('hub.busy')
    await new Promise<void>((resolve) => waiting.push(resolve))
  }
  /** The place goes to the next one before anybody else can ask for it. */
  const end = () => {
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
  const taken = new Set<Promise<unknown>>()

  return {
    take(task) {
      const turn = begin().then(async () => {
        try {
          return await task()
        } finally {
          end()
        }
      })
      taken.add(turn)
      const forget = () => void taken.delete(turn)
      turn.then(forget, forget)
      return turn
    },
    async over() {
      await Promise.allSettled(taken)
    },
  }
}

/** Turns under names: tasks of one name go one after the other, those of different names wait for nobody. */
export interface NamedTurns {
  take<T>(name: string, task: () => Promise<T>): Promise<T>
  over(): Promise<void>
}

export interface NamedTurnsOptions {
  /** The tasks of all names together, those that run among them. */
  readonly mostWaiting: number
  /** The same of one name; missing: as many as of all. */
  readonly mostOfOne?: number
}

export function namedTurns({ mostWaiting, mostOfOne = mostWaiting }: NamedTurnsOptions): NamedTurns {
  const lines = new Map<string, { readonly turns: Turns; tasks: number }>()
  let tasks = 0
  return {
    async take(name, task) {
      if (tasks >= mostWaiting) throw new BatonError('hub.busy')
      const line = lines.get(name) ?? { turns: turns({ mostWaiting }), tasks: 0 }
      if (line.tasks >= mostOfOne) throw new BatonError('hub.busy')
      lines.set(name, line)
      line.tasks += 1
      tasks += 1
      try {
        return await line.turns.take(task)
      } finally {
        line.tasks -= 1
        tasks -= 1
        if (line.tasks === 0) lines.delete(name)
      }
    },
    async over() {
      await Promise.all([...lines.values()].map((line) => line.turns.over()))
    },
  }
}
