import type { HouseholdId } from '@baton/protocol'

/** Up to where each household's log had come. */
export type LogMark = ReadonlyMap<HouseholdId, number>

/** When plays were counted: they carry the machine's clock, which may have been wrong. */
export interface PlayTimes {
  mark(): Promise<LogMark>
  /**
   * Plays that were counted behind the mark, at instants from `from` to `until`, are so much later, or with a negative
   * number earlier. Answers with how many.
   */
  move(
    since: LogMark,
    range: { readonly from: number; readonly until: number },
    byMs: number,
  ): Promise<number>
}
