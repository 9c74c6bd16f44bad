// The hub's own time is never set, and the machine's clock is: a machine without a battery learns the time after its
// start, people set clocks, and one that slept has missed some. What is meant by the clock on the wall goes with it:
// quiet hours are judged anew (rule QH16), and what was played under a wrong clock is as old as it is (rule O28).
import type { HouseholdId } from '@baton/protocol'
import { PEOPLE, QUIET_HOURS } from '#domain'
import type { RunningEngine } from '../create-engine.ts'
import { type Clock, wallAhead } from '../ports/clock.ts'
import type { LogMark, PlayTimes } from '../ports/play-times.ts'

const LOOK_EVERY_MS = 10_000
/** Clocks that are kept right by a network are moved by less all the time. */
const LEAST_STEP_MS = 2_000
/** Nobody minds which minute something was played in. */
const LEAST_WRONG_MS = 3_600_000
/** Within which a machine without a battery has asked a network for the time. */
const LEARNS_WITHIN_MS = 3_600_000

export interface ClockStepsParts {
  readonly engine: Pick<RunningEngine, 'now' | 'state' | 'tell'>
  readonly clock: Clock
  /** Since the machine began, its sleep included: what the clock went beyond that somebody has set. */
  readonly uptimeMs: () => number
  readonly households: () => Promise<readonly HouseholdId[]>
  /** Missing: other workers count plays too, by clocks of their own. */
  readonly plays?: PlayTimes
  readonly onFailure: (error: unknown) => void
}

/** What the clocks said when plays were last known to be right. */
interface Reading {
  readonly wallMs: number
  readonly uptimeMs: number
}

/** Plays that one clock has counted: behind where the logs stood then, from its first instant on. */
interface Counted {
  readonly from: number
  readonly since: LogMark
}

/** Looks at the start, and every ten seconds from then on. What could not be done is done with the next look. */
export function clockSteps(parts: ClockStepsParts): AsyncDisposable {
  const { engine, clock, households, plays, onFailure } = parts
  const reading = (): Reading => ({ wallMs: clock.wallMs(), uptimeMs: parts.uptimeMs() })
  /** Of the clock as it is; and those that were moved last, with whatever was counted since. */
  let counted: {
    readonly now: Counted
    readonly moved: (Counted & { readonly byMs: number }) | null
  } | null = null
  let newestAtStart: number | null = null
  let before = reading()
  let judgedAt: number | null = null
  let stopped = false
  let cancel = () => {}
  let looking = look()

  async function look(): Promise<void> {
    try {
      if (plays) await keepPlays(plays)
      await keepQuietHours()
    } catch (error) {
      onFailure(error)
    }
    if (stopped) return
    cancel = clock.after(LOOK_EVERY_MS, () => {
      looking = look()
    })
  }

  async function keepPlays(times: PlayTimes): Promise<void> {
    if (counted === null) {
      newestAtStart = await times.newest()
      counted = { now: { from: before.wallMs, since: await times.mark() }, moved: null }
    }
    const now = reading()
    const setByMs = Math.round(now.wallMs - before.wallMs - (now.uptimeMs - before.uptimeMs))
    if (Math.abs(setByMs) >= LEAST_WRONG_MS) {
      const { moved } = counted
      const isTakenBack = moved !== null && Math.abs(moved.byMs + setByMs) < LEAST_WRONG_MS
      const wrong = isTakenBack ? moved : wasWrong(counted.now.from, setByMs, now) ? counted.now : null
      // Both are known at once, so that after a failure nothing is moved a second time.
      const since = wrong
        ? await times.move(wrong.since, { from: wrong.from, until: now.wallMs - setByMs }, setByMs)
        : await times.mark()
      counted = {
        now: { from: now.wallMs, since },
        moved: wrong && { from: wrong.from + setByMs, since: wrong.since, byMs: setByMs },
      }
    }
    before = now
  }

  /**
   * Set back, it was ahead, or what it counted would lie in the future. Set forward, it may have been right: somebody
   * made a mistake, or the machine stood still and did not notice.
   */
  function wasWrong(from: number, setByMs: number, { uptimeMs }: Reading): boolean {
    return setByMs < 0 || uptimeMs < LEARNS_WITHIN_MS || from < (newestAtStart ?? from)
  }

  async function keepQuietHours(): Promise<void> {
    const aheadMs = wallAhead(clock.wallMs(), engine.now())
    if (judgedAt !== null && Math.abs(aheadMs - judgedAt) < LEAST_STEP_MS) return
    for (const householdId of await households()) {
      if (stopped) return
      await judgeAnew(householdId)
    }
    judgedAt = aheadMs
  }

  async function judgeAnew(householdId: HouseholdId): Promise<void> {
    const { zone } = await engine.state(householdId, QUIET_HOURS, null)
    // Nobody has said yet by which clocks anything would count.
    if (zone === null) return
    for (const subject of await engine.state(householdId, PEOPLE, null))
      await engine.tell(householdId, subject, { type: 'device.keep-quiet-hours' })
  }

  return {
    async [Symbol.asyncDispose]() {
      stopped = true
      cancel()
      await looking
    },
  }
}
