import { dirname } from 'node:path'
import type { HouseholdId, ScanProgress } from '@baton/protocol'
import type { Clock, CoverFiles, KnownFile, LibraryFolder, LibraryStore, RunningEngine } from '#engine'
import { makeDemoTunes } from '#works/demo'
import { scanFolder } from '#works/scan'

/** While a scan runs, screens are told about what it found so far this often. */
const ANNOUNCE_EVERY_MS = 3_000

const IDLE: ScanProgress = {
  phase: 'idle',
  seen: 0,
  read: 0,
  unchanged: 0,
  failed: 0,
  total: null,
  filesPerSecond: 0,
  etaMs: null,
}

export interface LibraryWorkParts {
  readonly library: LibraryStore
  readonly covers: CoverFiles
  readonly engine: Pick<RunningEngine, 'beacon' | 'libraryChanged'>
  readonly clock: Clock
  /** Null: the hub's own tunes, made below `demoPath`. */
  readonly musicDir: string | null
  readonly demoPath: string
  readonly log: { info(facts: object, line: string): void; error(facts: object, line: string): void }
}

/** Keeps one household's library as its folder is, and tells the screens how far that is. One scan runs at a time. */
export class LibraryWork {
  readonly #parts: LibraryWorkParts
  readonly #stopping = new AbortController()
  readonly #demo: Promise<void>
  #progress: ScanProgress = IDLE
  #running: { readonly cancel: AbortController; readonly done: Promise<void> } | null = null

  constructor(parts: LibraryWorkParts) {
    this.#parts = parts
    this.#demo = parts.musicDir === null ? this.#makeDemo() : Promise.resolve()
  }

  progress(_householdId: HouseholdId): ScanProgress {
    return this.#progress
  }

  start(householdId: HouseholdId): boolean {
    if (this.#running || this.#stopping.signal.aborted) return false
    const cancel = new AbortController()
    const done = this.#scan(householdId, AbortSignal.any([cancel.signal, this.#stopping.signal]))
      .catch((error: unknown) => {
        this.#parts.log.error({ err: error }, 'the scan failed')
        this.#tell(householdId, { ...this.#progress, phase: 'failed' })
      })
      .finally(() => {
        this.#running = null
      })
    this.#running = { cancel, done }
    return true
  }

  cancel(_householdId: HouseholdId): void {
    this.#running?.cancel.abort()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await Promise.allSettled([this.#demo, this.#running?.done])
  }

  async #scan(householdId: HouseholdId, signal: AbortSignal): Promise<void> {
    const { library, covers, clock, musicDir, demoPath, log } = this.#parts
    this.#tell(householdId, { ...IDLE, phase: 'looking' })
    await this.#demo
    const folder = await library.addFolder(householdId, musicDir ?? demoPath)
    await this.#leaveOthers(householdId, folder)
    const announcing = this.#announceNowAndThen(householdId)
    try {
      const onProgress = (progress: ScanProgress) => this.#tell(householdId, progress)
      const summary = await scanFolder({ householdId, folder, library, covers, clock, signal, onProgress })
      log.info({ ...summary }, `scanned the library: ${summary.phase}`)
      await announcing.finish(summary)
    } finally {
      announcing.stop()
    }
  }

  /** Of a folder that is not set any more the tracks are missing, and come back with it; the demo tunes just go. */
  async #leaveOthers(householdId: HouseholdId, present: LibraryFolder): Promise<void> {
    const { library, demoPath } = this.#parts
    for (const folder of await library.folders(householdId)) {
      if (folder.folderId === present.folderId) continue
      if (folder.path === demoPath) await library.removeFolder(householdId, folder.folderId)
      else await this.#markGone(householdId, folder)
    }
  }

  async #markGone(householdId: HouseholdId, { folderId }: LibraryFolder): Promise<void> {
    const { library } = this.#parts
    let after: string | null = null
    for (;;) {
      const page: readonly KnownFile[] = await library.known(householdId, folderId, { after, limit: 500 })
      const there = page.filter((file) => !file.missing).map((file) => file.path)
      if (there.length > 0) await library.markMissing(householdId, folderId, there)
      after = page.at(-1)?.path ?? null
      if (after === null) return
    }
  }

  #tell(householdId: HouseholdId, progress: ScanProgress): void {
    this.#progress = progress
    this.#parts.engine.beacon(householdId, 'library', { type: 'scan', ...progress })
  }

  /** Only a library that really changed is announced; the counts of a running scan come with its end. */
  #announceNowAndThen(householdId: HouseholdId) {
    const { library, engine, clock } = this.#parts
    let last = ''
    let cancel = () => {}
    const announce = async (counts: { added: number; changed: number; missing: number }) => {
      const summary = await library.summary(householdId)
      if (JSON.stringify(summary) === last && counts.added + counts.changed + counts.missing === 0) return
      last = JSON.stringify(summary)
      await engine.libraryChanged(householdId, { ...counts, library: summary })
    }
    const later = () => {
      cancel = clock.after(ANNOUNCE_EVERY_MS, () => {
        announce({ added: 0, changed: 0, missing: 0 }).then(later, later)
      })
    }
    later()
    return {
      stop: () => cancel(),
      finish: ({ added, changed, missing }: { added: number; changed: number; missing: number }) =>
        announce({ added, changed, missing }),
    }
  }

  async #makeDemo(): Promise<void> {
    const { demoPath, log } = this.#parts
    try {
      await makeDemoTunes({ folder: demoPath, signal: this.#stopping.signal })
      log.info({ folder: dirname(demoPath) }, 'the demo tunes are there')
    } catch (error) {
      if (!this.#stopping.signal.aborted) log.error({ err: error }, 'the demo tunes could not be made')
    }
  }
}
