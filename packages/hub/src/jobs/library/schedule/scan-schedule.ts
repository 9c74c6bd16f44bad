import { dirname } from 'node:path'
import { BoundedMap, type HouseholdId, type LibraryFolderView, type ScanProgress } from '@baton/protocol'
import { watchedFolders } from '../watch/watched-folders.ts'
import { addOwnersFolder, removeOwnersFolder } from './folders-to-scan.ts'
import { HouseholdScans, type HouseholdScansParts } from './household-scans.ts'
import { IDLE, scanNews } from './scan-news.ts'
import type { ScanExtent } from './scan-requests.ts'
import { scanTurns } from './scan-turns.ts'

/** How far other workers are is remembered of so many households; of others nothing is running that one knows of. */
const MAX_REPORTED = 10_000

export interface ScanScheduleParts
  extends Omit<HouseholdScansParts, 'turns' | 'watched' | 'ownMusic' | 'onOutage' | 'onScanned'> {
  /** So many households are scanned at once; the others wait for their turn. */
  readonly atOnce: number
  /** Makes the music that a household has where no other is set. */
  readonly makeOwnMusic: (signal: AbortSignal) => Promise<void>
  /** Where many workers share the work: asks the one that does it. Missing: this one does it for every household. */
  readonly passOn?: (householdId: HouseholdId, job: 'scan' | 'read-everything' | 'cancel') => void
}

/** Keeps the library of each household as its folders are, and tells its screens, and no others, how far that is. */
export class ScanSchedule {
  readonly #parts: ScanScheduleParts
  readonly #shared: HouseholdScansParts
  readonly #stopping = new AbortController()
  readonly #households = new Map<HouseholdId, HouseholdScans>()
  readonly #reported = new BoundedMap<HouseholdId, ScanProgress>({ most: MAX_REPORTED })
  #ownMusic: Promise<void> | null = null
  #isStoreAway = false

  constructor(parts: ScanScheduleParts) {
    this.#parts = parts
    this.#shared = {
      ...parts,
      turns: scanTurns(parts.atOnce),
      watched: watchedFolders(parts.log, (householdId, folderId, under) =>
        this.#households.get(householdId)?.changed({ folderId, under }),
      ),
      ownMusic: () => this.#makeOwnMusic(),
      onOutage: () => this.#storeIsAway(),
      onScanned: () => {
        this.#isStoreAway = false
      },
    }
    if (parts.passOn === undefined) void this.#makeOwnMusic()
  }

  /** From now on this worker does what is asked of any for this household; it begins with a scan. */
  acquire(householdId: HouseholdId): void {
    if (this.#stopping.signal.aborted) return
    let scans = this.#households.get(householdId)
    if (!scans) {
      scans = new HouseholdScans(householdId, this.#shared)
      this.#households.set(householdId, scans)
      this.#reported.delete(householdId)
    }
    scans.request('own')
  }

  /** Another worker will do it: what runs here is cut short, and nothing of it is watched any more. */
  async release(householdId: HouseholdId): Promise<void> {
    const scans = this.#households.get(householdId)
    if (!scans) return
    await scans.end()
    await this.#shared.watched.keepOnly(householdId, [])
    this.#households.delete(householdId)
    this.report(householdId, scans.progress)
  }

  /** How far the worker is that scans. */
  report(householdId: HouseholdId, progress: ScanProgress): void {
    if (this.#households.has(householdId)) return
    this.#reported.set(householdId, progress)
  }

  progress(householdId: HouseholdId): ScanProgress {
    return this.#households.get(householdId)?.progress ?? this.#reported.get(householdId) ?? IDLE
  }

  /** Those whose work this worker does. */
  get households(): readonly HouseholdId[] {
    return [...this.#households.keys()]
  }

  /** Folders that cannot be read or have lost what was in them; null: another worker does the household's work. */
  async foldersAway(householdId: HouseholdId): Promise<number | null> {
    return (await this.#households.get(householdId)?.foldersAway()) ?? null
  }

  /** Asked while a scan runs, it is kept and done afterwards. */
  start(householdId: HouseholdId, extent: ScanExtent = 'changes'): void {
    if (this.#stopping.signal.aborted) return
    const scans = this.#of(householdId)
    if (scans) scans.request('asked', extent)
    else this.#parts.passOn?.(householdId, extent === 'everything' ? 'read-everything' : 'scan')
  }

  cancel(householdId: HouseholdId): void {
    const scans = this.#of(householdId)
    if (scans) scans.cancel()
    else this.#parts.passOn?.(householdId, 'cancel')
  }

  async folders(householdId: HouseholdId): Promise<readonly LibraryFolderView[]> {
    const counts = new Map(await this.#parts.library.folderCounts(householdId))
    const folders = await this.#parts.library.folders(householdId)
    return folders.map((folder) => ({ ...folder, trackCount: counts.get(folder.folderId) ?? 0 }))
  }

  /** Refuses with a code what is no folder, or lies in another one. What is in it is read in the household's next turn. */
  async addFolder(householdId: HouseholdId, path: string): Promise<LibraryFolderView> {
    const folder = await addOwnersFolder(this.#parts, householdId, path)
    this.start(householdId)
    return { ...folder, trackCount: 0 }
  }

  /**
   * What was put into this folder of the hub's own is read soon, in the household's next turn. The folder is added to its
   * music where it is new.
   */
  async look(householdId: HouseholdId, path: string, under: string): Promise<{ readonly folderId: string }> {
    const folder = await this.#parts.library.addFolder(householdId, path, 'settings')
    const scans = this.#of(householdId)
    if (scans) scans.lookAt(folder, under)
    else this.#parts.passOn?.(householdId, 'scan')
    return { folderId: folder.folderId }
  }

  async removeFolder(householdId: HouseholdId, folderId: string): Promise<void> {
    await removeOwnersFolder(this.#parts, householdId, folderId)
    await this.#shared.watched.leave(folderId)
    await scanNews(householdId, this.#parts).announce({ added: 0, changed: 0, missing: 1 })
    this.start(householdId)
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    const ends = [...this.#households.values()].map((scans) => scans.end())
    await Promise.allSettled([this.#ownMusic, ...ends, this.#shared.watched[Symbol.asyncDispose]()])
  }

  /** Null: another worker has the work for this household. */
  #of(householdId: HouseholdId): HouseholdScans | null {
    const known = this.#households.get(householdId)
    if (known || this.#parts.passOn) return known ?? null
    const scans = new HouseholdScans(householdId, this.#shared)
    this.#households.set(householdId, scans)
    return scans
  }

  /** Many scans break off at once, and it is told once, until one gets through. */
  #storeIsAway(): void {
    if (!this.#isStoreAway) this.#parts.log.warn({}, 'the scan was broken off: the store is away')
    this.#isStoreAway = true
  }

  #makeOwnMusic(): Promise<void> {
    const { musicDirs, demoPath, makeOwnMusic, log } = this.#parts
    const { signal } = this.#stopping
    this.#ownMusic ??=
      musicDirs.length > 0
        ? Promise.resolve()
        : makeOwnMusic(signal).then(
            () => log.info({ folder: dirname(demoPath) }, 'the demo tunes are there'),
            (error: unknown) => {
              if (!signal.aborted) log.error({ err: error }, 'the demo tunes could not be made')
            },
          )
    return this.#ownMusic
  }
}
