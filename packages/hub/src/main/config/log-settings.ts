import { LOG_LEVELS, type LogLevels, logLevelsIn } from '@baton/protocol'
import { LOG_CHANNELS, type LogChannel } from '../telemetry/log-channels.ts'
import { UsageError } from './usage-error.ts'

export interface LogConfig {
  readonly logLevel: LogLevels<LogChannel>['level']
  /** Of channels with another level; missing: none. */
  readonly logChannels?: LogLevels<LogChannel>['channels']
}

export const LOG_SETTINGS = [
  {
    flag: 'log',
    env: 'BATON_LOG',
    value: 'LEVELS',
    help: 'debug, info, warn, error or silent (default: info); of single channels CHANNEL=LEVEL, parted by commas',
  },
] as const

export function logConfig(text: string): LogConfig {
  const levels = logLevelsIn(text, LOG_CHANNELS)
  if (levels) return { logLevel: levels.level, logChannels: levels.channels }
  const channels = LOG_CHANNELS.join(', ')
  throw new UsageError(
    `--log takes one of ${LOG_LEVELS.join(', ')}, and others for channels (${channels}), such as "info,reports=debug", not "${text}".`,
  )
}
