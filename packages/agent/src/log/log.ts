import { redact } from './redact.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** One line each. Nothing secret leaves here, whoever said it. */
export interface Log {
  debug(line: string): void
  info(line: string): void
  warn(line: string): void
  error(line: string): void
}

const ORDER: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent']
const LONGEST_LINE = 2_000

export function logTo(write: (line: string) => void, level: LogLevel, wall: () => number = Date.now): Log {
  const at = (own: Exclude<LogLevel, 'silent'>) => (line: string) => {
    if (ORDER.indexOf(own) < ORDER.indexOf(level)) return
    const when = new Date(wall()).toISOString()
    write(`${when} ${own} ${redact(line).slice(0, LONGEST_LINE)}\n`)
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
