import type { Clock } from '@baton/client'
import { lineSplitter } from '../line-splitter.ts'
import type { Log } from '../log/log.ts'
import { readDeviceFile } from './device-file.ts'
import { type TagSource, tagSource } from './tag-source.ts'

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
  return tagSource(({ onTag, onState }, signal) =>
    readDeviceFile({
      find: async () => path,
      what: path,
      clock,
      log,
      lookEveryMs: LOOK_EVERY_MS,
      signal,
      onState,
      onOpened() {
        const take = lineSplitter((line) => onTag(line.trim()), LONGEST_LINE)
        return (bytes) => take(bytes.toString('latin1'))
      },
    }),
  )
}
