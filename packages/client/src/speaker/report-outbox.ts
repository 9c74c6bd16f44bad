import type { DeviceId } from '@baton/protocol'
import type { Outcome } from '../hub/documents.ts'
import { BatonFailure, isFailure } from '../hub/failure.ts'
import { ageMs, type Clock, type Moment, momentOf, pause } from '../runtime/clock.ts'
import type { Storage } from '../runtime/storage.ts'
import type { Report } from './state.ts'

export interface NumberedReport extends Report {
  readonly n: number
}

export interface OutboxOptions {
  readonly deviceId: DeviceId
  readonly storage: Storage
  readonly clock: Clock
  /** One attempt; fails with a BatonFailure. */
  readonly send: (report: NumberedReport & { readonly ageMs: number }) => Promise<Outcome>
  /** What became of a report: taken, or refused for good. */
  readonly answered: (report: NumberedReport, outcome: Outcome | BatonFailure) => void
}

/** What the device has to say and the hub has not taken yet, in order. */
export interface Outbox extends AsyncDisposable {
  add(report: Report): void
  /** Nobody will take them any more: what waits is dropped. */
  drop(): void
  /** The hub is there again: no need to wait. */
  hurry(): void
  readonly length: number
}

interface Kept {
  readonly report: NumberedReport
  /** Null after a reload, when only the wall clock can tell. */
  readonly at: Moment | null
  readonly wall: number
}

export const MAX_REPORTS = 200
const MAX_AGE_MS = 86_400_000
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 5_000
const MAX_HUB_FAILURES = 5

/**
 * Numbers reports and sends them one after the other, for ever the same number for the same report. The number grows
 * over reloads too; where it was lost, it starts beyond what this machine can have used before.
 */
export function outbox({ deviceId, storage, clock, send, answered }: OutboxOptions): Outbox {
  const key = `baton.reports.${deviceId}`
  const saved = read(storage, key)
  let kept: readonly Kept[] = saved?.kept ?? []
  let n = saved?.n ?? Math.floor(clock.wall())
  let sending: NumberedReport | null = null
  let hubFailures = 0
  const closing = new AbortController()
  let hurrying = new AbortController()
  let running: Promise<void> = Promise.resolve()
  let idle = true

  const save = () => {
    try {
      storage.setItem(key, JSON.stringify({ n, kept: kept.map(({ report, wall }) => ({ report, wall })) }))
    } catch {
      // A full or forbidden storage: the reports are kept in memory, and the number starts beyond itself next time.
    }
  }
  const ageOf = ({ at, wall }: Kept) => {
    const age = at === null ? clock.wall() - wall : ageMs(clock, at)
    return Math.round(Math.min(Math.max(0, age), MAX_AGE_MS))
  }

  async function drain(): Promise<void> {
    let wait = FIRST_PAUSE_MS
    for (let first = kept[0]; first && !closing.signal.aborted; first = kept[0]) {
      sending = first.report
      const outcome = await send({ ...first.report, ageMs: ageOf(first) }).catch(failureOf)
      sending = null
      if (closing.signal.aborted) return
      if (mustKeep(outcome)) {
        await pause(clock, wait, AbortSignal.any([closing.signal, hurrying.signal]))
        if (hurrying.signal.aborted) hurrying = new AbortController()
        wait = Math.min(wait * 2, LONGEST_PAUSE_MS)
        continue
      }
      wait = FIRST_PAUSE_MS
      hubFailures = 0
      const { report } = first
      kept = kept.filter((other) => other.report.n !== report.n)
      save()
      answered(report, outcome)
    }
  }

  function mustKeep(outcome: Outcome | BatonFailure): boolean {
    if (!(outcome instanceof BatonFailure)) return false
    if (isFailure(outcome, 'hub.internal')) return ++hubFailures < MAX_HUB_FAILURES
    return isFailure(outcome, ...PASSING)
  }

  function start(): void {
    if (!idle || closing.signal.aborted) return
    idle = false
    running = drain().finally(() => {
      idle = true
      if (kept.length > 0) start()
    })
  }

  start()
  return {
    add: (said) => {
      n += 1
      const report = { ...said, n }
      const fresh = kept.filter((old) => old.report.event !== 'progress' || old.report.n === sending?.n)
      kept = bounded([...fresh, { report, at: momentOf(clock), wall: clock.wall() }], sending?.n)
      save()
      start()
    },
    drop: () => {
      kept = []
      save()
    },
    hurry: () => hurrying.abort(),
    get length() {
      return kept.length
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort()
      await Promise.race([running, pause(clock, FIRST_PAUSE_MS)])
    },
  }
}

const PASSING = [
  'client.offline',
  'client.expired',
  'client.unreadable',
  'store.unavailable',
  'hub.draining',
  'hub.busy',
  'limit.too-many',
  'auth.required',
  'auth.wrong-token',
  'device.not-registered',
] as const

function failureOf(error: unknown): BatonFailure {
  return error instanceof BatonFailure ? error : new BatonFailure('client.offline', { cause: error })
}

/** The oldest go first; the one that is on its way stays. */
function bounded(kept: readonly Kept[], sending: number | undefined): readonly Kept[] {
  if (kept.length <= MAX_REPORTS) return kept
  const oldest = kept.find((item) => item.report.n !== sending)
  return kept.filter((item) => item !== oldest)
}

/** What an earlier run left; damaged notes count as none. */
function read(storage: Storage, key: string): { n: number; kept: readonly Kept[] } | null {
  try {
    const saved = JSON.parse(storage.getItem(key) ?? 'null') as { n?: unknown; kept?: unknown } | null
    if (!saved || !Number.isSafeInteger(saved.n) || !Array.isArray(saved.kept)) return null
    const kept = saved.kept.flatMap((item: Partial<Kept>): Kept[] => {
      const whole = item?.report && Number.isSafeInteger(item.report.n) && Number.isFinite(item.wall)
      return whole ? [{ report: item.report as NumberedReport, at: null, wall: item.wall as number }] : []
    })
    return { n: saved.n as number, kept: kept.slice(-MAX_REPORTS) }
  } catch {
    return null
  }
}
