// The scans of one household: what it waits for, what runs, and what comes of it. One at a time; other households have
// their own, and wait for nothing of this one but their turn.
import type { HouseholdId, ScanProgress } from '@baton/protocol'
import { type Clock, type CoverFiles, isOutage, type LibraryFolder, type RunningEngine } from '#engine'
import type { ListFollower } from '../lists/follow-lists.ts'
import type { LookedFolder } from '../lists/list-plan.ts'
import { followOutOfEmptied } from '../scan/emptied-folder.ts'
import { type ScanOptions, type ScanSummary, type SeenList, scanFolder } from '../scan/scan.ts'
import { hasSomething } from '../walk/has-something.ts'
import { hasMusic } from '../walk/walk-in-thread.ts'
import type { WatchedFolders } from '../watch/watched-folders.ts'
import { type FolderParts, settleFolders } from './folders-to-scan.ts'
import { scanNews } from './scan-news.ts'
import { type ChangedFolders, type ScanExtent, type ScanRequest, scanRequests } from './scan-requests.ts'
import {
  ASK_FOLDER_EVERY_MS,
  ASK_STORE_EVERY_MS,
  LOOK_AGAIN_MS,
  MAX_LOOKS,
  RESCAN_EVERY_MS,
  SETTLED_AFTER_MS,
} from './scan-times.ts'
import type { ScanTurns, Urgency } from './scan-turns.ts'

export interface HouseholdScansParts extends FolderParts {
  readonly covers: CoverFiles
  readonly engine: Pick<RunningEngine, 'beacon' | 'libraryChanged'>
  readonly clock: Clock
  readonly log: {
    info(facts: object, line: string): void
    warn(facts: object, line: string): void
    error(facts: object, line: string): void
  }
  /** Missing: lists that lie in music folders are left alone. */
  readonly lists?: ListFollower
  /** Shared by all households of this worker. */
  readonly turns: ScanTurns
  readonly watched: WatchedFolders
  /** Resolves when the hub's own music is there, where it has any. */
  readonly ownMusic: () => Promise<void>
  readonly onOutage: () => void
  readonly onScanned: () => void
}

export class HouseholdScans {
  readonly #parts: HouseholdScansParts
  readonly #householdId: HouseholdId
  readonly #news
  readonly #requests = scanRequests()
  readonly #ending = new AbortController()
  readonly #timers = new Set<() => void>()
  /** Folders that could not be read, and are waited for; `back`: music was seen in it since. */
  readonly #away = new Map<string, 'unreadable' | 'empty' | 'back'>()
  #cancelRescan = () => {}
  #running: {
    readonly kind: ScanRequest['kind']
    readonly cancel: AbortController
    readonly done: Promise<void>
  } | null = null

  constructor(householdId: HouseholdId, parts: HouseholdScansParts) {
    this.#householdId = householdId
    this.#parts = parts
    this.#news = scanNews(householdId, parts)
  }

  get progress(): ScanProgress {
    return this.#news.progress
  }

  /** Folders that cannot be read, and those in which nothing is left of what the library has of them. */
  async foldersAway(): Promise<number> {
    const kinds = [...this.#away]
    const unreadable = kinds.filter(([, kind]) => kind === 'unreadable').length
    if (unreadable === kinds.length) return unreadable
    const counts = new Map(await this.#parts.library.folderCounts(this.#householdId))
    return unreadable + kinds.filter(([id, kind]) => kind === 'empty' && (counts.get(id) ?? 0) > 0).length
  }

  /** Scans everything, after what runs. Whoever asked is shown at once that it was heard, also while it waits. */
  request(urgency: Urgency, extent: ScanExtent = 'changes'): void {
    if (this.#ending.signal.aborted) return
    this.#requests.addWhole(urgency, extent)
    this.#line()
    if (urgency === 'asked' && this.#running?.kind !== 'whole') this.#news.begin()
  }

  changed(change: Omit<ChangedFolders, 'looks'>): void {
    this.#look({ ...change, looks: 0 })
  }

  /** What was put there is whole: it is not waited for. */
  lookAt(folder: LibraryFolder, under: string): void {
    this.#parts.watched.follow(this.#householdId, folder)
    this.#look({ folderId: folder.folderId, under: [under], looks: MAX_LOOKS })
  }

  /** What was asked for and has not begun is forgotten too. */
  cancel(): void {
    const waited = this.#requests.hasWhole && this.#running?.kind !== 'whole'
    this.#requests.dropWhole()
    if (this.#requests.urgency === null) this.#parts.turns.leave(this.#householdId)
    if (waited && this.#news.progress.phase === 'looking') this.#news.enter('cancelled')
    this.#running?.cancel.abort()
  }

  /** What runs is cut short; what waits is forgotten. Resolves when nothing is done any more. */
  async end(): Promise<void> {
    this.#ending.abort()
    this.#requests.clear()
    this.#parts.turns.leave(this.#householdId)
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
    await this.#running?.done
  }

  #look(change: ChangedFolders): void {
    if (this.#ending.signal.aborted) return
    this.#requests.addChanged(change)
    this.#line()
  }

  #line(): void {
    const { urgency } = this.#requests
    if (!this.#running && urgency !== null) {
      this.#parts.turns.ask(this.#householdId, urgency, () => this.#turn())
    }
  }

  async #turn(): Promise<void> {
    const request = this.#requests.take()
    if (!request || this.#ending.signal.aborted) return
    const cancel = new AbortController()
    const signal = AbortSignal.any([cancel.signal, this.#ending.signal])
    const scan =
      request.kind === 'whole' ? this.#scanAll(request.extent, signal) : this.#scanChanged(request, signal)
    const done = scan.then(this.#parts.onScanned, (error: unknown) => this.#fail(request, error))
    this.#running = { kind: request.kind, cancel, done }
    await done
    this.#running = null
    this.#line()
  }

  #fail(request: ScanRequest, error: unknown): void {
    if (request.kind === 'whole') this.#news.enter('failed')
    if (isOutage(error)) {
      this.#parts.onOutage()
      this.#whenStoreIsBack(() =>
        request.kind === 'whole' ? this.request('own', request.extent) : this.#look({ ...request, looks: 0 }),
      )
    } else {
      this.#parts.log.error({ err: error, household: this.#householdId }, 'the scan failed')
      if (request.kind === 'whole') this.#rescanLater()
    }
  }

  async #scanAll(extent: ScanExtent, signal: AbortSignal): Promise<void> {
    const { library, log, watched } = this.#parts
    const householdId = this.#householdId
    this.#news.begin()
    void library.prepare(householdId).catch(() => {})
    await this.#parts.ownMusic()
    const announcing = this.#news.nowAndThen()
    try {
      const folders = await settleFolders(this.#parts, householdId)
      await watched.keepOnly(householdId, folders)
      await this.#parts.lists?.keepOnly(householdId, folders)
      for (const folder of folders) {
        if (signal.aborted) break
        log.info({ folder: folder.path }, 'the scan begins')
        // Watched before it is read: what changes meanwhile is looked at afterwards.
        watched.follow(householdId, folder)
        const onProgress = this.#news.ofFolder(folder.folderId === folders.at(-1)?.folderId)
        const summary = await this.#scan(folder, folders, signal, { extent, onProgress })
        log.info({ folder: folder.path, ...summary }, `scanned the library: ${summary.phase}`)
        announcing.count(summary)
        if (summary.phase === 'done') watched.follow(householdId, folder)
        if (summary.phase === 'failed') {
          log.warn(
            { folder: folder.path, problem: summary.problem },
            'a music folder is away; it is waited for',
          )
          this.#whenFolderIsBack(folder, 'unreadable')
        } else if (summary.seen === 0 && !(await hasSomething(folder.path))) {
          // Perhaps a disk that is mounted after the hub was started.
          this.#whenFolderIsBack(folder, 'empty')
        }
      }
      await announcing.finish()
    } finally {
      announcing.stop()
    }
    this.#rescanLater()
  }

  /** Looks at what was said to have changed. What may still be written is looked at again. */
  async #scanChanged({ folderId, under, looks }: ChangedFolders, signal: AbortSignal): Promise<void> {
    const folders = await this.#parts.library.folders(this.#householdId)
    const folder = folders.find((one) => one.folderId === folderId)
    if (!folder) return
    const settledAt = looks < MAX_LOOKS ? { settledAt: this.#parts.clock.wallMs() - SETTLED_AFTER_MS } : {}
    const summary = await this.#scan(folder, folders, signal, { under, ...settledAt })
    if (summary.phase === 'failed') {
      this.#news.enter('failed')
      this.#whenFolderIsBack(folder, 'unreadable')
    }
    const { added, changed, moved, missing, restored } = summary
    if (changesIn(summary) > 0) {
      await this.#news.announce({ added: added + restored, changed: changed + moved, missing })
    }
    if (summary.unsettled > 0) {
      this.#later(LOOK_AGAIN_MS, () => this.#look({ folderId, under, looks: looks + 1 }))
    }
  }

  /** Of what was not looked at to its end nothing is known, nor of a folder in which nothing is left: it may be away. */
  async #followLists(
    looked: Omit<LookedFolder, 'hasChanges'>,
    { isLookedThrough, ...counts }: ScanSummary,
    signal: AbortSignal,
  ): Promise<void> {
    if (!isLookedThrough) return
    if (counts.seen === 0 && looked.lists.length === 0 && !(await hasSomething(looked.folder.path))) return
    const hasChanges = changesIn(counts) > 0
    await this.#parts.lists?.follow(this.#householdId, { ...looked, hasChanges }, signal)
  }

  /** Scans one of the folders, and follows the lists that lie in it. */
  async #scan(
    folder: LibraryFolder,
    folders: readonly LibraryFolder[],
    signal: AbortSignal,
    more: Pick<ScanOptions, 'extent' | 'under' | 'settledAt' | 'onProgress'>,
  ): Promise<ScanSummary> {
    const { library, covers, clock } = this.#parts
    const lists: SeenList[] = []
    const onList = (list: SeenList) => void lists.push(list)
    const householdId = this.#householdId
    const scanned = await scanFolder({ householdId, folder, library, covers, clock, signal, onList, ...more })
    // Where it can be read and nothing is in it, what the library has of it says whether it is away.
    if (scanned.phase === 'done' && this.#away.has(folder.folderId))
      this.#away.set(folder.folderId, scanned.seen > 0 ? 'back' : 'empty')
    const summary = await this.#withMovesTo(scanned, folders, signal)
    await this.#followLists({ folder, folders, under: more.under ?? [''], lists }, summary, signal)
    // All its music was found elsewhere before the look was over: what else lies in it is seen by the next one.
    if (summary.phase === 'done' && !summary.isLookedThrough) this.request('own')
    return summary
  }

  /** What is new here may be what a folder has lost that counts as away. */
  async #withMovesTo(
    summary: ScanSummary,
    folders: readonly LibraryFolder[],
    signal: AbortSignal,
  ): Promise<ScanSummary> {
    if (summary.phase !== 'done' || summary.added === 0) return summary
    const { library } = this.#parts
    const householdId = this.#householdId
    let total = 0
    for (const folder of folders) {
      const kind = this.#away.get(folder.folderId)
      if (kind === undefined || kind === 'back') continue
      const { moved, isOver } = await followOutOfEmptied({ householdId, folder, library }, signal)
      total += moved
      // Nothing of it is missed any more: the next look finds it empty, and no longer away.
      if (isOver) this.request('own')
    }
    return { ...summary, added: Math.max(0, summary.added - total), moved: summary.moved + total }
  }

  #rescanLater(): void {
    this.#cancelRescan()
    this.#cancelRescan = this.#later(RESCAN_EVERY_MS, () => this.request('own'))
  }

  #whenStoreIsBack(task: () => void): void {
    this.#later(ASK_STORE_EVERY_MS, () => {
      this.#parts.library.folders(this.#householdId).then(task, () => this.#whenStoreIsBack(task))
    })
  }

  /** A disk that is mounted again is read at once, and watched from then on. */
  #whenFolderIsBack(folder: LibraryFolder, why: 'unreadable' | 'empty'): void {
    const isAwaited = this.#away.has(folder.folderId)
    this.#away.set(folder.folderId, why)
    if (isAwaited) return
    const look = () =>
      void this.#isBack(folder).then((isBack) => {
        if (!isBack) return this.#later(ASK_FOLDER_EVERY_MS, look)
        this.#away.delete(folder.folderId)
        this.request('own')
      })
    this.#later(ASK_FOLDER_EVERY_MS, look)
  }

  async #isBack({ path }: LibraryFolder): Promise<boolean> {
    if (!(await hasSomething(path))) return false
    return hasMusic(path, this.#ending.signal).catch(() => false)
  }

  #later(delayMs: number, task: () => void): () => void {
    if (this.#ending.signal.aborted) return () => {}
    const cancelTimer = this.#parts.clock.after(delayMs, () => {
      this.#timers.delete(cancel)
      task()
    })
    const cancel = () => {
      this.#timers.delete(cancel)
      cancelTimer()
    }
    this.#timers.add(cancel)
    return cancel
  }
}

type Changes = Pick<ScanSummary, 'added' | 'changed' | 'moved' | 'missing' | 'restored'>

function changesIn({ added, changed, moved, missing, restored }: Changes): number {
  return added + changed + moved + missing + restored
}
