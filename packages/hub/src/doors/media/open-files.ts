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
  hold(key: string, open: () => Promise<OpenTrackFile | null>): Promise<Held | null>
  close(): Promise<void>
}

interface Kept {
  readonly opening: Promise<OpenTrackFile | null>
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
    if (entry.forgotten && entry.users === 0) entry.opening.then((file) => file?.close()).catch(onFailure)
  }

  function entryFor(key: string, open: () => Promise<OpenTrackFile | null>): Kept {
    const present = kept.get(key)
    if (present) return present
    const entry: Kept = { opening: open(), users: 0, forgotten: false }
    kept.set(key, entry)
    return entry
  }

  return {
    async hold(key, open) {
      const entry = entryFor(key, open)
      entry.users++
      let released = false
      const release = () => {
        if (released) return
        released = true
        entry.users--
        closeIfUnused(entry)
      }
      try {
        const file = await entry.opening
        if (file) return { file, release }
      } catch (error) {
        release()
        forget(key, entry)
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
