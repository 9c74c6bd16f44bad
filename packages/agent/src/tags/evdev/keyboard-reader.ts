import type { Clock } from '@baton/client'
import type { Log } from '../../log/log.ts'
import { readDeviceFile } from '../device-file.ts'
import { type TagSource, tagSource } from '../tag-source.ts'
import { findKeyboard } from './find-keyboard.ts'
import { typedTags } from './typed-tags.ts'

/** The kernel keeps at least 64 events for who reads them: ten keys, for which a reader on USB takes 160 ms. */
const LOOK_EVERY_MS = 50

export interface KeyboardReaderParts {
  /** A device file, or a part of the name that the reader has. */
  readonly which: string
  readonly clock: Clock
  readonly log: Log
}

/**
 * A reader that types the number of each tag, and Enter, as a keyboard does. It is read beside whoever else reads
 * keyboards here: to have it alone takes a system call that Node has not.
 */
export function keyboardReader({ which, clock, log }: KeyboardReaderParts): TagSource {
  return tagSource(({ onTag, onState }, signal) =>
    readDeviceFile({
      find: () => findKeyboard(which),
      what: which,
      clock,
      log,
      lookEveryMs: LOOK_EVERY_MS,
      signal,
      onState,
      onOpened: () => typedTags(onTag),
    }),
  )
}
