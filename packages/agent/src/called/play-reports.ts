import type { Clock } from '@baton/client'
import { pause } from '../pause.ts'
import { rounds } from '../rounds.ts'
import type { PlayerOutput } from './player-output.ts'
import type { PostBack } from './post-back.ts'

/** What whoever ordered something to be played hears of it: that it began, what the player prints, and that it is over. */
export interface PlayReports {
  /** It came to its end by itself. Tried again where it is not taken. */
  complete(returncode: number, problem: string): void
  /** Somebody has stopped it: nothing more is told. */
  stop(): void
}

export interface PlayReportsParts {
  readonly url: string
  readonly post: PostBack
  readonly clock: Clock
  readonly output: PlayerOutput
}

const EVERY_MS = 3_000
const COMPLETE_AGAIN_AFTER_MS = [1_000, 2_000, 4_000] as const

export function playReports({ url, post, clock, output }: PlayReportsParts): PlayReports {
  const stopped = new AbortController()
  const tell = (data: Readonly<Record<string, unknown>>) =>
    post(url, { success: true, message: output.text(), data })
  // One after the other: that it is over is never told before that it began.
  let telling: Promise<unknown> = tell({ start: true })
  let isTelling = false
  const every = rounds(clock, EVERY_MS, () => {
    if (isTelling) return
    isTelling = true
    telling = telling
      .then(() => !stopped.signal.aborted && tell({}))
      .finally(() => {
        isTelling = false
      })
  })
  every.begin()

  async function insist(data: Readonly<Record<string, unknown>>): Promise<void> {
    for (const waitMs of [0, ...COMPLETE_AGAIN_AFTER_MS]) {
      if (waitMs > 0) await pause(clock, waitMs, stopped.signal)
      if (stopped.signal.aborted || (await tell(data))) return
    }
  }

  return {
    complete(returncode, problem) {
      every.end()
      const data = { complete: true, returncode, out: output.text(), err: problem }
      telling = telling.then(() => insist(data))
    },
    stop() {
      every.end()
      stopped.abort()
    },
  }
}
