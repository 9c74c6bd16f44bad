import type { HouseholdId } from '@baton/protocol'

/** Up to where each household's log had come. */
export type LogMark = ReadonlyMap<HouseholdId, number>

/** When plays were counted: they carry the machine's clock, which may have been wrong. */
export interface PlayTimes {
  mark(): Promise<LogMark>
  /** When the latest of all plays was counted; null where there is none. */
  newest(): Promise<number | null>
  /**
   * Plays that were counted behind the mark, at instants from `from` to `until`, are so much later, or with a negative
   * number earlier: all of them, or where it fails none. Answers with how far the logs have come then.
   */
  move(
    since: LogMark,
    range: { readonly from: number; readonly until: number },
    byMs: number,
  ): Promise<LogMark>
}
