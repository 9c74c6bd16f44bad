import type { Clock } from '@baton/client'
import { lineSplitter } from '../line-splitter.ts'
import type { Log } from '../log/log.ts'
import { readDeviceFile } from './device-file.ts'
import type { TagSource } from './tag-source.ts'

const LOOK_EVERY_MS = 100
const LONGEST_LINE = 1_000

export interface LineReaderParts {
  /** A device or a named pipe. */
  readonly path: string
  readonly clock: Clock
  readonly log: Log
}

/** A reader that writes the number of each tag as a line of its own. Unplugged it is looked for until it is back. */
export function lineReader({ path, clock, log }: LineReaderParts): TagSource {
  const stop = new AbortController()
  let running: Promise<void> = Promise.resolve()
  return {
    start({ onTag, onState }) {
      running = readDeviceFile({
        find: async () => path,
        what: path,
        clock,
        log,
        lookEveryMs: LOOK_EVERY_MS,
        signal: stop.signal,
        onState,
        onOpened() {
          const take = lineSplitter((line) => onTag(line.trim()), LONGEST_LINE)
          return (bytes) => take(bytes.toString('latin1'))
        },
      })
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
}
