/** How long things may take. Milliseconds. */
export interface LoopTimes {
  /** Between two health checks. */
  readonly roundMs: number
  /** A registration of which no report came for so long is over. */
  readonly silentMs: number
  /** So long the first report may take. */
  readonly firstReportMs: number
  /** A registration that is so old is made anew. */
  readonly renewMs: number
  /** The first wait behind a registration that failed; the n-th is n times as long. */
  readonly retryMs: number
  readonly attempts: number
  /** Behind the last attempt it is left alone for so long. */
  readonly leftAloneMs: number
  /** Somebody who was there so recently counts as present. */
  readonly presenceMs: number
  /** An agent that was told to pause shows it within this time, or is stopped. */
  readonly pausedWithinMs: number
}

export const LOOP_TIMES: LoopTimes = {
  roundMs: 5_000,
  silentMs: 30_000,
  firstReportMs: 60_000,
  renewMs: 3_600_000,
  retryMs: 3_000,
  attempts: 5,
  leftAloneMs: 600_000,
  presenceMs: 300_000,
  pausedWithinMs: 2_000,
}
