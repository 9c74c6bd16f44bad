import { type Logger, pino, stdTimeFunctions } from 'pino'
import { logSerializers } from '#doors/http'
import type { LogConfig } from '../config/log-settings.ts'
import { LOG_CHANNELS, type LogChannel } from './log-channels.ts'

export type ChannelLogs = Readonly<Record<LogChannel, Logger>>

/**
 * One JSON object a line on the standard error output, readable without a program: words for levels, ISO for times, and
 * the channel that wrote it.
 */
export function openLogs(
  { logLevel, logChannels = {} }: LogConfig,
  stream = pino.destination(2),
): ChannelLogs {
  const root = pino(
    {
      level: logLevel,
      serializers: logSerializers,
      timestamp: stdTimeFunctions.isoTime,
      base: { pid: process.pid },
      formatters: { level: (name) => ({ level: name }) },
    },
    stream,
  )
  const logs = LOG_CHANNELS.map((channel) => {
    const level = logChannels[channel] ?? logLevel
    return [channel, root.child({ channel }, { level })] as const
  })
  return Object.fromEntries(logs) as ChannelLogs
}
