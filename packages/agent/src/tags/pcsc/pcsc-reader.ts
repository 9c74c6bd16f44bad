import type { Clock } from '@baton/client'
import type { Log } from '../../log/log.ts'
import { pause } from '../../pause.ts'
import { type TagSource, type TagWatcher, tagSource } from '../tag-source.ts'
import { type PcscConnection, PcscFailure, pcscService } from './connection.ts'
import {
  CHANGE_BYTES,
  CONTEXT_BYTES,
  contextToEstablish,
  isOfReaders,
  type PcscReader,
  readReaders,
  USUAL_READERS_BYTES,
} from './messages.ts'
import { readNumber } from './read-number.ts'

/** Where pcscd listens, and libpcsclite's own variable for a pcscd that listens elsewhere. */
const SOCKET = '/run/pcscd/pcscd.comm'
const SOCKET_ENV = 'PCSCLITE_CSOCK_NAME'
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 5_000
/** A service that was there so long is not to blame for the pauses before. */
const STEADY_AFTER_MS = 10_000
const SAYS_MORE_WITHIN_MS = 100
const BETWEEN_CHANGES_MS = 20
const TRIES = 3
const TRY_AGAIN_MS = 100
/** A number that begins so and is so long is made up anew each time (ISO 14443-3): phones and passports do. */
const MADE_UP = /^08.{6}$/

export interface PcscReaderParts {
  readonly clock: Clock
  readonly log: Log
  readonly path?: string
}

/**
 * All card readers of this machine, by its service for them (pcscd), which is talked to over its own socket: there is
 * nothing native to install. What lies on a reader when that is first seen is not told.
 */
export function pcscReader(parts: PcscReaderParts): TagSource {
  return tagSource((watcher, signal) => watching(parts, signal).keepOn(watcher))
}

function watching({ clock, log, path }: PcscReaderParts, signal: AbortSignal) {
  const service = pcscService({ path: path ?? (process.env[SOCKET_ENV] || SOCKET), clock, signal })

  async function keepOn(watcher: TagWatcher): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS
    let said = ''
    while (!signal.aborted) {
      const startedAt = clock.now()
      try {
        await watch(watcher)
      } catch (error) {
        if (signal.aborted) return
        if (clock.now() - startedAt >= STEADY_AFTER_MS) {
          pauseMs = FIRST_PAUSE_MS
          said = ''
        }
        const { state, message } = error instanceof PcscFailure ? error : unforeseen(error)
        watcher.onState(state)
        if (message !== said) log.warn(`No tags can be read: ${message}`)
        said = message
        await pause(clock, pauseMs, signal)
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
      }
    }
  }

  async function watch({ onTag, onState }: TagWatcher): Promise<never> {
    using connection = await service.connect()
    await connection.ask('establishContext', contextToEstablish(), CONTEXT_BYTES)
    const readersBytes = await sizeOfReaders(connection)
    let known: ReadonlyMap<string, number> = new Map()
    let count = -1
    while (true) {
      const answer = await connection.ask('waitForChange', Buffer.alloc(0), readersBytes)
      const readers = readReaders(answer)
      if (readers.length !== count) {
        log.info(
          readers.length === 0 ? 'No card reader is plugged in' : `Tags are read by ${namesOf(readers)}`,
        )
        count = readers.length
      }
      onState(readers.length > 0 ? 'ready' : 'no-reader')
      for (const reader of readers) {
        const before = known.get(reader.name)
        if (before === undefined || before === reader.changes) continue
        if (reader.hasCard) await tell(reader, onTag)
        else log.debug(`The tag was taken from ${reader.name}`)
      }
      known = new Map(readers.map(({ name, changes }) => [name, changes]))
      await connection.take(CHANGE_BYTES)
      // Whatever the service says, it does not keep this machine busy.
      await pause(clock, BETWEEN_CHANGES_MS, signal)
    }
  }

  /** How much it answers when it is asked for all readers: it says so nowhere. */
  async function sizeOfReaders(connection: PcscConnection): Promise<number> {
    const usual = await connection.ask('readers', Buffer.alloc(0), USUAL_READERS_BYTES)
    await pause(clock, SAYS_MORE_WITHIN_MS, signal)
    const whole = Buffer.concat([usual, connection.takeRest()])
    if (!isOfReaders(whole)) throw new PcscFailure('no-service', 'pcscd answers what is not known')
    return whole.length
  }

  async function tell({ name }: PcscReader, onTag: (text: string) => void): Promise<void> {
    let number = await readNumber(service, name)
    // A tag that is still on its way to the reader is not heard at once.
    for (let tries = 1; number === null && tries < TRIES; tries += 1) {
      await pause(clock, TRY_AGAIN_MS, signal)
      number = await readNumber(service, name)
    }
    if (number === null)
      return log.info('What lies on the reader has no number that it tells, or is gone again')
    if (MADE_UP.test(number))
      return log.info('What lies on the reader says another number each time, as phones do')
    onTag(number)
  }

  return { keepOn }
}

function namesOf(readers: readonly PcscReader[]): string {
  return readers.map(({ name }) => name).join(', ')
}

function unforeseen(error: unknown): PcscFailure {
  return new PcscFailure('no-service', error instanceof Error ? error.message : String(error))
}
