// How long programs keep a processor busy, those that they start among them. The kernel adds a child's time to its
// parent's only when the parent sees it end, which a browser does not with its own children: so they are looked at
// while they run. What begins and ends between two looks is missed; so is everything where there is no /proc.
import { readdirSync, readFileSync } from 'node:fs'

const LOOK_EVERY_MS = 1_000
/** The kernel's clock for people: 100 ticks a second wherever Node runs. */
const MS_PER_TICK = 10

export interface ProcessorWatch extends Disposable {
  /** Takes up a program that has just been started. */
  add(pid: number): void
  /** How long it and all below it were busy as far as was seen. Then it is forgotten. */
  take(pid: number): number
}

interface Process {
  readonly pid: number
  readonly parent: number
  readonly busyMs: number
}

/** The process tree, as text of /proc/PID/stat. */
export function processOf(stat: string): Process {
  // The name stands in brackets and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = Number(fields[11]) + Number(fields[12])
  return { pid: Number.parseInt(stat, 10), parent: Number(fields[1]), busyMs: ticks * MS_PER_TICK }
}

export function watchProcessor(look: () => readonly Process[] = running): ProcessorWatch {
  const watched = new Map<number, Map<number, number>>()
  const lookNow = (): void => {
    if (watched.size === 0) return
    const all = new Map(look().map((process) => [process.pid, process]))
    for (const process of all.values()) {
      for (const top of ancestorsOf(process, all))
        watched.get(top)?.set(process.pid, Math.max(process.busyMs, watched.get(top)?.get(process.pid) ?? 0))
    }
  }
  const timer = setInterval(lookNow, LOOK_EVERY_MS)
  timer.unref()
  return {
    add: (pid) => watched.set(pid, new Map()),
    take(pid) {
      const seen = watched.get(pid)
      watched.delete(pid)
      return [...(seen?.values() ?? [])].reduce((sum, ms) => sum + ms, 0)
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

/** Itself, its parent and so on. */
function* ancestorsOf(process: Process, all: ReadonlyMap<number, Process>): Generator<number> {
  for (let each: Process | undefined = process; each && each.pid > 1; each = all.get(each.parent))
    yield each.pid
}

function running(): readonly Process[] {
  try {
    return readdirSync('/proc').flatMap((name) => {
      if (!/^\d+$/.test(name)) return []
      try {
        return [processOf(readFileSync(`/proc/${name}/stat`, 'utf8'))]
      } catch {
        // It ended meanwhile.
        return []
      }
    })
  } catch {
    return []
  }
}
