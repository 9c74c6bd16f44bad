export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** From which level on lines are written, of everything and, where it is another one, of single channels. */
export interface LogLevels<Channel extends string> {
  readonly level: LogLevel
  readonly channels: Readonly<Partial<Record<Channel, LogLevel>>>
}

/**
 * What somebody has set: a level, such as `warn`, then others for channels, such as `info,reports=debug`. Without a level
 * for everything that is `info`. Null where a word is none of these.
 */
export function logLevelsIn<Channel extends string>(
  text: string,
  known: readonly Channel[],
): LogLevels<Channel> | null {
  let level: LogLevel | null = null
  const channels: Partial<Record<Channel, LogLevel>> = {}
  for (const part of text.split(',').map((one) => one.trim())) {
    const [first = '', second] = part.split('=', 2)
    const wanted = LOG_LEVELS.find((one) => one === (second ?? first))
    const channel = known.find((one) => one === first)
    if (wanted === undefined || part.split('=').length > 2) return null
    if (second === undefined) {
      if (level !== null) return null
      level = wanted
    } else if (channel === undefined) return null
    else channels[channel] = wanted
  }
  return { level: level ?? 'info', channels }
}
