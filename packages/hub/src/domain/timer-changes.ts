import type { Change, CommandLike, Held, Timer, TimerChange } from './family.ts'

const NONE: ReadonlyMap<string, Timer> = new Map()

/** What has to be set, replaced or cancelled between two states. Timers follow from states alone, so none can be forgotten. */
export function timerChanges({ kind, before, after }: Change): readonly TimerChange[] {
  if (!kind.timers) return []
  const former = kind.timers(before, after)
  const present = kind.timers(after, before)
  const changes: TimerChange[] = []
  for (const key of former.keys()) if (!present.has(key)) changes.push({ key, due: null })
  for (const [key, due] of present) if (!isSame(former.get(key), due)) changes.push({ key, due })
  return changes
}

/** What these states still wait for under a key, once it was judged. */
export function waitingFor(key: string, held: readonly Held[], changes: readonly Change[]): Timer | null {
  const isChanged = ({ kind, id }: Held) => changes.some((change) => change.kind === kind && change.id === id)
  for (const { kind, after } of changes) {
    const timer = (kind.timers?.(after) ?? NONE).get(key)
    if (timer) return timer
  }
  for (const one of held) {
    const timer = (one.kind.timers?.(one.state) ?? NONE).get(key)
    if (timer && !isChanged(one)) return timer
  }
  return null
}

function isSame(a: Timer | undefined, b: Timer): boolean {
  return a !== undefined && a.at === b.at && isSameCommand(a.command, b.command)
}

/** Timers' commands are flat: a type and a few ids. */
function isSameCommand(a: CommandLike, b: CommandLike): boolean {
  const fields = Object.entries(a)
  const others = b as CommandLike & Readonly<Record<string, unknown>>
  return fields.length === Object.keys(b).length && fields.every(([name, value]) => others[name] === value)
}
