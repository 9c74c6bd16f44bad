import { type Logger, pino, stdTimeFunctions } from 'pino'
import { logSerializers } from '#doors/http'
import type { Config } from '../config/config.ts'

/** One JSON object a line on the standard error output, readable without a program: words for levels, ISO for times. */
export function openLog(level: Config['logLevel'], stream = pino.destination(2)): Logger {
  return pino(
    {
      level,
      serializers: logSerializers,
      timestamp: stdTimeFunctions.isoTime,
      base: { pid: process.pid },
      formatters: { level: (name) => ({ level: name }) },
    },
    stream,
  )
}
