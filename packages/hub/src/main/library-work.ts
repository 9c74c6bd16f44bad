import { dirname } from 'node:path'
import type { HouseholdId, LibraryFolderView, ScanProgress } from '@baton/protocol'
import type { Clock, CoverFiles, LibraryFolder, RunningEngine } from '#engine'
import { makeDemoTunes } from '#jobs/demo'
import { type ScanSummary, scanFolder } from '#jobs/library'
import { addOwnersFolder, type FolderParts, removeOwnersFolder, settleFolders } from './library-folders.ts'
import { type LibraryNews, libraryNews } from './library-news.ts'
import { libraryWatch } from './library-watch.ts'
import { isOutage } from './telemetry/telemetry.ts'

/** Where nobody tells that files have changed, the hub looks by itself. */
const RESCAN_EVERY_MS = 30 * 60_000
/** A file that changed this recently may still be written; a scan that was asked for reads it all the same. */
const SETTLED_AFTER_MS = 1_000
const LOOK_AGAIN_MS = 2_000
const MAX_LOOKS = 5

export interface LibraryWorkParts extends FolderParts {
  readonly covers: CoverFiles
  readonly engine: Pick<RunningEngine, 'beacon' | 'libraryChanged'>
  readonly clock: Clock
  /** Where many workers share the work: leaves word for the one that does it. Missing: this one does it. */
  readonly passOn?: (householdId: HouseholdId, errand: 'scan' | 'cancel') => void
  readonly log: {
    info(facts: object, line: string): void
    warn(facts: object, line: string): void
    error(facts: object, line: string): void
  }
}

/** `quiet`: something changed in these folders; nobody asked, so nobody is told unless there is news. */
type Task =
  | { readonly kind: 'everything' }
  | {
      readonly kind: 'quiet'
      readonly folderId: string
      readonly under: readonly string[]
      readonly looks: number
    }

/** Keeps one household's library as its folders are, and tells the screens how far that is. One scan runs at a time. */
export class LibraryWork {
  readonly #parts: LibraryWorkParts
  readonly #stopping = new AbortController()
  #demo: Promise<void> | null = null
  #isAtWork: boolean
  readonly #news: LibraryNews
  readonly #watch: ReturnType<typeof libraryWatch>
  readonly #cancelTimers = new Set<() => void>()
  #running: {
    readonly kind: Task['kind']
    readonly cancel: AbortController
    readonly done: Promise<void>
  } | null = null
  #waiting: Task[] = []

  constructor(parts: LibraryWorkParts) {
    this.#parts = parts
    this.#news = libraryNews(parts)
    this.#watch = libraryWatch(parts.log, (householdId, folderId, under) =>
      this.#add(householdId, { kind: 'quiet', folderId, under, looks: 0 }),
    )
    this.#isAtWork = parts.passOn === undefined
    if (this.#isAtWork) void this.#demoMade()
  }

  /** From now on this worker does what is asked of any. */
  takeUp(): void {
    this.#isAtWork = true
  }

  /** Another worker will do it: what runs here is cut short, and nothing is watched any more. */
  async layDown(): Promise<void> {
    this.#isAtWork = false
    this.#waiting = []
    for (const cancel of this.#cancelTimers) cancel()
    this.#cancelTimers.clear()
    this.#running?.cancel.abort()
    await Promise.allSettled([this.#running?.done, this.#watch.leaveAll()])
  }

  /** Told by the worker that scans. */
  hear(progress: ScanProgress): void {
    if (!this.#isAtWork) this.#news.hear(progress)
  }

  progress(_householdId: HouseholdId): ScanProgress {
    return this.#news.progress
  }

  start(householdId: HouseholdId): boolean {
    if (!this.#isAtWork) {
      this.#parts.passOn?.(householdId, 'scan')
      return !this.#stopping.signal.aborted
    }
    if (this.#running?.kind === 'everything' || this.#stopping.signal.aborted) return false
    this.#add(householdId, { kind: 'everything' })
    return true
  }

  cancel(householdId: HouseholdId): void {
    if (!this.#isAtWork) this.#parts.passOn?.(householdId, 'cancel')
    this.#running?.cancel.abort()
  }

  async folders(householdId: HouseholdId): Promise<readonly LibraryFolderView[]> {
    const counts = new Map(await this.#parts.library.folderCounts(householdId))
    const folders = await this.#parts.library.folders(householdId)
    return folders.map((folder) => ({ ...folder, trackCount: counts.get(folder.folderId) ?? 0 }))
  }

  /** Refuses with a code what is no folder, or lies in another one. What is in it is read at once. */
  async addFolder(householdId: HouseholdId, path: string): Promise<LibraryFolderView> {
    const folder = await addOwnersFolder(this.#parts, householdId, path)
    this.#add(householdId, { kind: 'everything' })
    return { ...folder, trackCount: 0 }
  }

  async removeFolder(householdId: HouseholdId, folderId: string): Promise<void> {
    await removeOwnersFolder(this.#parts, householdId, folderId)
    await this.#watch.leave(folderId)
    await this.#news.announce(householdId, { added: 0, changed: 0, missing: 1 })
    this.#add(householdId, { kind: 'everything' })
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    for (const cancel of this.#cancelTimers) cancel()
    await Promise.allSettled([this.#demo, this.#running?.done, this.#watch[Symbol.asyncDispose]()])
  }

  #add(householdId: HouseholdId, task: Task): void {
    if (this.#stopping.signal.aborted) return
    if (!this.#isAtWork) {
      if (task.kind === 'everything') this.#parts.passOn?.(householdId, 'scan')
      return
    }
    const isAwaited = this.#waiting.some((one) => one.kind === 'everything')
    if (!isAwaited) this.#waiting = task.kind === 'everything' ? [task] : [...this.#waiting, task]
    if (!this.#running) this.#next(householdId)
  }

  #next(householdId: HouseholdId): void {
    const task = this.#waiting.shift()
    if (!task || this.#stopping.signal.aborted) return
    const cancel = new AbortController()
    const signal = AbortSignal.any([cancel.signal, this.#stopping.signal])
    const run =
      task.kind === 'everything' ? this.#scanAll(householdId, signal) : this.#look(householdId, task, signal)
    const done = run
      .catch((error: unknown) => {
        if (isOutage(error)) this.#parts.log.warn({}, 'the scan was broken off: the store is away')
        else this.#parts.log.error({ err: error }, 'the scan failed')
        if (task.kind === 'everything')
          this.#news.tell(householdId, { ...this.#news.progress, phase: 'failed' })
      })
      .finally(() => {
        this.#running = null
        this.#next(householdId)
      })
    this.#running = { kind: task.kind, cancel, done }
  }

  async #scanAll(householdId: HouseholdId, signal: AbortSignal): Promise<void> {
    const { library, log } = this.#parts
    this.#news.begin(householdId)
    void library.prepare(householdId).catch(() => {})
    await this.#demoMade()
    const announcing = this.#news.nowAndThen(householdId)
    try {
      const folders = await settleFolders(this.#parts, householdId)
      for (const folder of folders) {
        if (signal.aborted) break
        log.info({ folder: folder.path }, 'the scan begins')
        // Watched before it is read: what changes meanwhile is looked at afterwards.
        this.#watch.follow(householdId, folder)
        const onProgress = this.#news.ofFolder(householdId, folder.folderId === folders.at(-1)?.folderId)
        const summary = await this.#scan(householdId, folder, signal, { onProgress })
        log.info({ folder: folder.path, ...summary }, `scanned the library: ${summary.phase}`)
        announcing.count(summary)
        if (summary.phase === 'done') this.#watch.follow(householdId, folder)
      }
      await announcing.finish()
    } finally {
      announcing.stop()
    }
    this.#later(RESCAN_EVERY_MS, () => this.#add(householdId, { kind: 'everything' }), 'rescan')
  }

  /** Looks at what was said to have changed. What may still be written is looked at again. */
  async #look(
    householdId: HouseholdId,
    task: Extract<Task, { kind: 'quiet' }>,
    signal: AbortSignal,
  ): Promise<void> {
    const folder = (await this.#parts.library.folders(householdId)).find(
      (one) => one.folderId === task.folderId,
    )
    if (!folder) return
    const { under, looks } = task
    const settledAt = looks < MAX_LOOKS ? { settledAt: this.#parts.clock.wallMs() - SETTLED_AFTER_MS } : {}
    const summary = await this.#scan(householdId, folder, signal, { under, ...settledAt })
    const { added, changed, moved, missing, restored } = summary
    if (added + changed + moved + missing + restored > 0) {
      await this.#news.announce(householdId, { added: added + restored, changed: changed + moved, missing })
    }
    if (summary.unsettled > 0) {
      this.#later(LOOK_AGAIN_MS, () => this.#add(householdId, { ...task, looks: looks + 1 }))
    }
  }

  #scan(
    householdId: HouseholdId,
    folder: LibraryFolder,
    signal: AbortSignal,
    more: Partial<Parameters<typeof scanFolder>[0]>,
  ): Promise<ScanSummary> {
    const { library, covers, clock } = this.#parts
    return scanFolder({ householdId, folder, library, covers, clock, signal, ...more })
  }

  #rescan: () => void = () => {}

  #later(delayMs: number, task: () => void, what?: 'rescan'): void {
    if (this.#stopping.signal.aborted || !this.#isAtWork) return
    const cancel = this.#parts.clock.after(delayMs, () => {
      this.#cancelTimers.delete(cancel)
      task()
    })
    if (what === 'rescan') {
      this.#rescan()
      this.#rescan = () => {
        cancel()
        this.#cancelTimers.delete(cancel)
      }
    }
    this.#cancelTimers.add(cancel)
  }

  #demoMade(): Promise<void> {
    this.#demo ??= this.#parts.musicDirs.length === 0 ? this.#makeDemo() : Promise.resolve()
    return this.#demo
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
