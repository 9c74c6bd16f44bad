// Players ask for a file in many small parts. It is opened once for all that ask within some seconds; then it is
// looked up anew, so that a file that was replaced or taken out of the library is noticed.
import { BoundedMap } from '@baton/protocol'
import type { OpenTrackFile } from '#engine'

const KEPT_MS = 5_000
const MAX_KEPT = 64

export interface Held {
  readonly file: OpenTrackFile
  /** Call it when the answer is over. */
  release(): void
}

export interface OpenFiles {
  /**
   * Rejects with what the signal says when it aborts while the file is opened. That goes on for the others; the last
   * one who leaves aborts the signal that `open` was given. `gone` is asked for its signal only where it has to wait.
   */
  hold(key: string, open: Opening, gone: () => AbortSignal): Promise<Held | null>
  close(): Promise<void>
}

export type Opening = (signal: AbortSignal) => Promise<OpenTrackFile | null>

interface Kept {
  readonly opening: Promise<OpenTrackFile | null>
  readonly unwanted: AbortController
  /** Once it is there. */
  file: OpenTrackFile | null
  users: number
  forgotten: boolean
}

export function openFiles(onFailure: (error: unknown) => void): OpenFiles {
  const kept = new BoundedMap<string, Kept>({
    most: MAX_KEPT,
    lives: { ms: KEPT_MS, now: () => performance.now() },
    onGone: (_, entry) => closeWhenUnused(entry),
  })
  const timer = setInterval(() => kept.endLapsed(), KEPT_MS / 2)
  timer.unref()

  function forget(key: string, entry: Kept): void {
    if (kept.get(key) === entry) kept.delete(key)
    closeWhenUnused(entry)
  }

  function closeWhenUnused(entry: Kept): void {
    if (entry.forgotten) return
    entry.forgotten = true
    closeIfUnused(entry)
  }

  function closeIfUnused(entry: Kept): void {
    if (!entry.forgotten || entry.users > 0) return
    entry.unwanted.abort()
    entry.opening.then(
      (file) => file?.close().catch(onFailure),
      // Whoever asked for it was told.
      () => {},
    )
  }

  function entryFor(key: string, open: Opening): Kept {
    const present = kept.get(key)
    if (present) return present
    const unwanted = new AbortController()
    const opening = open(unwanted.signal)
    const entry: Kept = { opening, unwanted, file: null, users: 0, forgotten: false }
    opening.then(
      (file) => {
        entry.file = file
      },
      () => {},
    )
    kept.set(key, entry)
    return entry
  }

  return {
    async hold(key, open, gone) {
      const entry = entryFor(key, open)
      entry.users++
      let released = false
      const release = () => {
        if (released) return
        released = true
        entry.users--
        closeIfUnused(entry)
      }
      if (entry.file) return { file: entry.file, release }
      const signal = gone()
      try {
        const file = await orAborted(entry.opening, signal)
        if (file) return { file, release }
      } catch (error) {
        release()
        if (!signal.aborted || entry.users === 0) forget(key, entry)
        throw error
      }
      release()
      forget(key, entry)
      return null
    },
    async close() {
      clearInterval(timer)
      for (const [key, entry] of kept) forget(key, entry)
    },
  }
}

function orAborted<T>(opening: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', abort)
  if (signal.aborted) abort()
  return Promise.race([opening, aborted.promise]).finally(() => signal.removeEventListener('abort', abort))
}
