import { LOG_LEVELS, type LogLevel, type LogLevels } from '@baton/protocol'
import { redact } from './redact.ts'

/** The parts of the agent that write lines, each with a level of its own. Rule AG70 in docs/protocol/agent.md. */
export const LOG_CHANNELS = [
  /** The agent itself: let in, registered, the hub there or away. */
  'agent',
  /** mpv and what it says, and test tones. */
  'player',
  /** Posting reports back, where the hub calls it. */
  'reports',
  /** The reader of tags. */
  'tags',
] as const
export type LogChannel = (typeof LOG_CHANNELS)[number]

/** One line each. Nothing secret leaves here, whoever said it. */
export interface Log {
  debug(line: string): void
  info(line: string): void
  warn(line: string): void
  error(line: string): void
}

export type Logs = Readonly<Record<LogChannel, Log>>

const LONGEST_LINE = 2_000

export function logsTo(
  write: (line: string) => void,
  { level, channels }: LogLevels<LogChannel>,
  wall: () => number = Date.now,
): Logs {
  const logs = LOG_CHANNELS.map((channel) => [
    channel,
    logTo(write, channels[channel] ?? level, wall, channel),
  ])
  return Object.fromEntries(logs) as Logs
}

export function logTo(
  write: (line: string) => void,
  level: LogLevel,
  wall: () => number = Date.now,
  channel: LogChannel = 'agent',
): Log {
  const at = (own: Exclude<LogLevel, 'silent'>) => (line: string) => {
    if (LOG_LEVELS.indexOf(own) < LOG_LEVELS.indexOf(level)) return
    const when = new Date(wall()).toISOString()
    write(`${when} ${own} ${channel}: ${redact(line).slice(0, LONGEST_LINE)}\n`)
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
