/** Where the loops of called agents write what they do: a channel for registrations, and one for reports. */
export interface LoopLogs {
  readonly registration: LoopLog
  readonly reports: LoopLog
}

export interface LoopLog {
  debug(facts: object, line: string): void
  info(facts: object, line: string): void
  warn(facts: object, line: string): void
}
