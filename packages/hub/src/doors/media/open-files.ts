// Players ask for a file in many small parts. It is opened once for all that ask within some seconds; then it is
// looked up anew, so that a file that was replaced or taken out of the library is noticed.
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
  readonly openedAtMs: number
  users: number
  forgotten: boolean
}

export function openFiles(onFailure: (error: unknown) => void): OpenFiles {
  const kept = new Map<string, Kept>()
  const timer = setInterval(forgetOld, KEPT_MS / 2)
  timer.unref()

  function forget(key: string, entry: Kept): void {
    if (kept.get(key) === entry) kept.delete(key)
    if (entry.forgotten) return
    entry.forgotten = true
    closeIfUnused(entry)
  }

  function closeIfUnused(entry: Kept): void {
    if (entry.forgotten && entry.users === 0) entry.opening.then((file) => file?.close()).catch(onFailure)
  }

  function forgetOld(): void {
    const limit = performance.now() - KEPT_MS
    for (const [key, entry] of kept) if (entry.openedAtMs < limit) forget(key, entry)
  }

  function entryFor(key: string, open: () => Promise<OpenTrackFile | null>): Kept {
    const present = kept.get(key)
    if (present && performance.now() - present.openedAtMs < KEPT_MS) return present
    if (present) forget(key, present)
    const entry: Kept = { opening: open(), openedAtMs: performance.now(), users: 0, forgotten: false }
    kept.set(key, entry)
    const [oldest] = kept
    if (kept.size > MAX_KEPT && oldest) forget(...oldest)
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
