import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import type { Clock } from '@baton/client'
import { lineSplitter } from '../line-splitter.ts'
import type { Log } from '../log/log.ts'
import { pause } from '../pause.ts'
import type { TagSource } from './tag-source.ts'

/** How often it is looked for what has come: devices and pipes tell nobody. */
const LOOK_EVERY_MS = 100
/** A reader that was unplugged is looked for this often. */
const AGAIN_AFTER_MS = 1_000
const LONGEST_LINE = 1_000
const PIECE_BYTES = 1_024

export interface LineReaderParts {
  /** A device or a named pipe. A file would be read from its beginning at every start, and play what is over. */
  readonly path: string
  readonly clock: Clock
  readonly log: Log
}

/** A reader that writes the number of each tag as a line of its own. Unplugged it is looked for until it is back. */
export function lineReader({ path, clock, log }: LineReaderParts): TagSource {
  const stop = new AbortController()
  let running: Promise<void> = Promise.resolve()

  async function read(onTag: (text: string) => void): Promise<void> {
    let isSaid = false
    while (!stop.signal.aborted) {
      try {
        await using handle = await openedAt(path)
        log.info(`Tags are read at ${path}`)
        isSaid = false
        await readLines(handle, onTag)
      } catch (error) {
        if (!isSaid) log.warn(`No tags can be read at ${path}: ${(error as Error).message}`)
        isSaid = true
        await pause(clock, AGAIN_AFTER_MS, stop.signal)
      }
    }
  }

  async function readLines(handle: FileHandle, onTag: (text: string) => void): Promise<void> {
    const take = lineSplitter((line) => onTag(line.trim()), LONGEST_LINE)
    const piece = Buffer.alloc(PIECE_BYTES)
    while (!stop.signal.aborted) {
      const bytes = await bytesIn(handle, piece)
      if (bytes > 0) take(piece.toString('latin1', 0, bytes))
      else if (!(await liesAt(path, handle))) throw new Error('it was unplugged')
      else await pause(clock, LOOK_EVERY_MS, stop.signal)
    }
  }

  return {
    start(onTag) {
      running = read(onTag)
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
}

/**
 * Without waiting: a pipe that nobody writes into is there all the same. And not as this process's terminal: one that is
 * unplugged would end it.
 */
async function openedAt(path: string): Promise<FileHandle> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
  const found = await handle.stat()
  if (found.isCharacterDevice() || found.isFIFO()) return handle
  await handle.close()
  throw new Error('it is neither a device nor a pipe')
}

/** What was unplugged may go on to say nothing, for ever. */
async function liesAt(path: string, handle: FileHandle): Promise<boolean> {
  const [opened, found] = await Promise.all([handle.stat(), stat(path)])
  return opened.dev === found.dev && opened.ino === found.ino
}

async function bytesIn(handle: FileHandle, piece: Buffer): Promise<number> {
  try {
    return (await handle.read(piece, 0, piece.length, null)).bytesRead
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0
    throw error
  }
}
