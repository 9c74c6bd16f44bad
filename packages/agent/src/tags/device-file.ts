import { constants } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import type { Clock } from '@baton/client'
import type { ReaderState } from '@baton/protocol'
import type { Log } from '../log/log.ts'
import { pause } from '../pause.ts'

/** A reader that was unplugged is looked for this often. */
const AGAIN_AFTER_MS = 1_000
/** What was unplugged may go on to say nothing, for ever: it is looked this often whether it still lies there. */
const LIES_THERE_EVERY_MS = 500
const PIECE_BYTES = 3_072

export interface DeviceFileParts {
  /** Where the device or named pipe is now; null: nowhere. */
  readonly find: () => Promise<string | null>
  /** What is looked for, for people. */
  readonly what: string
  readonly clock: Clock
  readonly log: Log
  /** How often it is looked for what has come: devices and pipes tell nobody. */
  readonly lookEveryMs: number
  readonly signal: AbortSignal
  readonly onState: (state: ReaderState) => void
  /** Called each time that it was opened, with what then takes its bytes. An error of that counts as its being unplugged. */
  readonly onOpened: () => (bytes: Buffer) => void
}

/**
 * Reads a device or a named pipe until the signal aborts, and looks for it while it is not there. A file is none: it
 * would be read from its beginning at every start, and play what is over.
 */
export async function readDeviceFile(parts: DeviceFileParts): Promise<void> {
  const { find, what, clock, log, lookEveryMs, signal, onState, onOpened } = parts
  let isSaid = false
  while (!signal.aborted) {
    try {
      const path = await find()
      if (path === null) throw new Error('it is not plugged in')
      await using handle = await openedAt(path)
      log.info(`Tags are read at ${path}`)
      isSaid = false
      onState('ready')
      await readFrom(handle, path, onOpened())
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      onState(code === 'EACCES' || code === 'EPERM' ? 'no-permission' : 'no-reader')
      if (!isSaid) log.warn(`No tags can be read at ${what}: ${message}`)
      isSaid = true
      await pause(clock, AGAIN_AFTER_MS, signal)
    }
  }

  async function readFrom(handle: FileHandle, path: string, take: (bytes: Buffer) => void): Promise<void> {
    const piece = Buffer.alloc(PIECE_BYTES)
    let lookedAt = clock.now()
    while (!signal.aborted) {
      const bytes = await bytesIn(handle, piece)
      if (bytes > 0) {
        take(piece.subarray(0, bytes))
        continue
      }
      if (clock.now() - lookedAt >= LIES_THERE_EVERY_MS) {
        if (!(await liesAt(path, handle))) throw new Error('it was unplugged')
        lookedAt = clock.now()
      }
      await pause(clock, lookEveryMs, signal)
    }
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
