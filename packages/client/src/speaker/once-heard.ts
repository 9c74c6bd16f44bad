import type { Clock } from '../runtime/clock.ts'
import type { Report } from './state.ts'

export interface OnceHeardOptions {
  readonly clock: Clock
  /** For so long what was handed on to the loudspeaker is still heard. */
  readonly tailMs: () => number
  readonly add: (report: Report) => void
}

/**
 * Reports in their order, where the word that a device is silent waits until that is so: whoever waits for it begins at
 * once. What comes behind it waits for nothing.
 */
export interface OnceHeard {
  add(report: Report): void
  /** Whatever waits is told now. */
  flush(): void
  /** Nobody will take it any more: what waits is dropped. */
  drop(): void
}

export function onceHeard({ clock, tailMs, add }: OnceHeardOptions): OnceHeard {
  let held: { readonly report: Report; readonly cancel: () => void } | null = null

  function take(): Report | null {
    const { report = null, cancel } = held ?? {}
    held = null
    cancel?.()
    return report
  }

  function flush(): void {
    const report = take()
    if (report) add(report)
  }

  return {
    flush,
    drop: take,
    add(report) {
      flush()
      const waitMs = report.event === 'silenced' ? tailMs() : 0
      if (waitMs > 0) held = { report, cancel: clock.after(waitMs, flush) }
      else add(report)
    },
  }
}
