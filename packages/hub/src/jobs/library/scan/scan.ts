// Brings the library up to date with one music folder. A walk compares what lies there with what is known: what is gone
// is marked before anything is read, so that a moved file can be told from a new one. Then what is new or changed is
// read; where that is more than the scan remembers, it walks on from there for the rest.
import { availableParallelism } from 'node:os'
import type { HouseholdId, ScanProblemCode, ScanProgress } from '@baton/protocol'
import type { Clock, CoverFiles, KnownFile, LibraryFolder, LibraryStore, ScannedProblem } from '#engine'
import type { ScanExtent } from '../schedule/scan-requests.ts'
import { lastingPlace } from '../walk/lasting-place.ts'
import { placeOf } from '../walk/place-of.ts'
import type { WalkedFile, WalkedList, WalkedProblem } from '../walk/walk.ts'
import { FolderUnreadable, hasMusic, walkInThread } from '../walk/walk-in-thread.ts'
import { byBytes, compare, type Known, knownFiles, withoutLists } from './compare.ts'
import { followOutOfEmptied, keepPlaceOf } from './emptied-folder.ts'
import { type Intake, intake } from './intake.ts'
import { type ProgressReport, progressReport } from './progress.ts'
import { readFiles } from './read-files.ts'

const MARKS_PER_CALL = 200
const MAX_REMEMBERED = 10_000

export type ScanOptions = {
  readonly householdId: HouseholdId
  readonly folder: LibraryFolder
  readonly library: LibraryStore
  readonly covers: CoverFiles
  readonly clock: Pick<Clock, 'monotonicMs'>
  /** Only these folders and what lies below them; by default everything. */
  readonly under?: readonly string[]
  /** `everything` reads also what has not changed. */
  readonly extent?: ScanExtent
  /** A file that was changed after this instant of the wall clock may still be written: it is left for later. */
  readonly settledAt?: number
  /** Reading threads; by default one less than the machine has cores. */
  readonly workers?: number
  /** So many files to be read are remembered at once: some megabytes. */
  readonly remembered?: number
  readonly onProgress?: (progress: ScanProgress) => void
  /** Told of each list of tracks that lies there, once. */
  readonly onList?: (list: SeenList) => void
  readonly signal?: AbortSignal
}

export type ScanSummary = {
  readonly phase: 'done' | 'cancelled' | 'failed'
  /** All that was to be looked at was; else nothing is known of what was not seen. */
  readonly isLookedThrough: boolean
  /** Music files that lie there. */
  readonly seen: number
  /** Why it failed: nothing has become missing then. */
  readonly problem: ScanProblemCode | null
  readonly added: number
  readonly changed: number
  readonly moved: number
  readonly missing: number
  readonly restored: number
  readonly unchanged: number
  readonly failed: number
  /** Left for later, since they may still be written. */
  readonly unsettled: number
  readonly tookMs: number
}

/** Playlists of other programs that lie there. */
export type SeenList = WalkedList & {
  /** False: it may still be written. */
  readonly isSettled: boolean
}

/** Resolves also when it was cancelled or the folder cannot be read; rejects only when the library does. */
export async function scanFolder(options: ScanOptions): Promise<ScanSummary> {
  const { clock, signal = new AbortController().signal, onProgress = () => {} } = options
  const startedAt = clock.monotonicMs()
  const progress = progressReport(clock, onProgress)
  const taken = intake(options)
  let isLookedThrough = false
  const end = (phase: ScanSummary['phase'], problem: ScanProblemCode | null = null): ScanSummary => {
    progress.enter(phase)
    progress.tell()
    const { seen, unchanged, failed } = progress.counts
    return {
      phase,
      isLookedThrough,
      seen,
      problem,
      ...taken.totals,
      unchanged,
      failed,
      unsettled: progress.counts.unsettled,
      tookMs: Math.round(clock.monotonicMs() - startedAt),
    }
  }
  try {
    const place = await placeOf(options.folder.path)
    const lasting = await lastingPlace(options.folder.path)
    const files = { areOnOtherDisk: false }
    const scan: Scan = { ...options, ...place, signal, progress, taken, files }
    for (let from: string | null = ''; from !== null; ) {
      const looked: Looked = await look(scan, from)
      progress.enter('reading')
      await readFiles(
        { ...scan, threads: options.workers ?? Math.max(1, availableParallelism() - 1) },
        looked.fresh,
      )
      from = looked.next
    }
    await taken.flush()
    if (taken.totals.missing > 0) {
      const followed = await options.library.followCopies(options.householdId, options.folder.folderId)
      taken.totals.moved += followed
      taken.totals.missing = Math.max(0, taken.totals.missing - followed)
    }
    const isWhole = scopesOf(options.under).includes('')
    await keepPlaceOf(options, lasting, { isWhole, seen: progress.counts.seen, ...files })
    isLookedThrough = true
    return end('done')
  } catch (error) {
    if (signal.aborted) {
      await taken.flush()
      return end('cancelled')
    }
    const code = whyFolderFails(error, options.folder.path)
    if (code === null) throw error
    if (code === 'folder.away') {
      const { moved, isOver } = await followOutOfEmptied(options, signal)
      taken.totals.moved += moved
      if (isOver && error instanceof FolderAway) {
        await taken.flush()
        await options.library.markMissing(options.householdId, options.folder.folderId, [WHOLE_FOLDER])
        return end('done')
      }
    }
    await taken.add({ tracks: [], problems: [{ path: WHOLE_FOLDER, sizeBytes: 0, mtimeMs: 0, code }] })
    await taken.flush()
    return end('failed', code)
  }
}

type Scan = ScanOptions & {
  readonly root: string
  readonly identity: string
  readonly signal: AbortSignal
  readonly progress: ProgressReport
  readonly taken: Intake
  readonly files: { areOnOtherDisk: boolean }
}

type Looked = {
  /** To be read. */
  readonly fresh: readonly WalkedFile[]
  /** Where the next walk goes on; null when nothing is left. */
  readonly next: string | null
}

/** The first walk looks at everything. What lies before `from` was read meanwhile: a later one goes on from there. */
async function look(scan: Scan, from: string): Promise<Looked> {
  const { library, householdId, folder, progress, taken } = scan
  const isFirst = from === ''
  if (isFirst) progress.enter('looking')
  const fresh: WalkedFile[] = []
  let next: string | null = null
  let isThere = false
  /** Of a folder that nobody may look into: what is in it stays as it was, since nobody knows that it is gone. */
  let unseen: string | null = null
  let isAnythingUnseen = false
  const gone = marks(async (paths) => {
    await mustStillBe(scan)
    return library.markMissing(householdId, folder.folderId, paths)
  })
  const back = marks((paths) => library.markPresent(householdId, folder.folderId, paths))
  scopes: for (const under of scopesOf(scan.under)) {
    const all = walkInThread({ root: scan.root, under, from }, scan.signal)
    const walked = withoutLists(all, (list) => {
      if (!isFirst) return
      const isSettled = !mayBeWritten(scan, list)
      if (!isSettled) progress.counts.unsettled += 1
      scan.onList?.({ ...list, isSettled })
    })
    const known = knownFiles(library, householdId, folder.folderId, under, from)
    for await (const found of compare(walked, known)) {
      if (found.kind === 'gone') {
        if (!isFirst || found.known.missing) continue
        if (unseen !== null && found.known.path.startsWith(unseen)) {
          isAnythingUnseen = true
          continue
        }
        if (found.known.path !== WHOLE_FOLDER) {
          isThere ||= await hasMusic(scan.root, scan.signal)
          if (!isThere) throw new FolderAway()
        }
        taken.totals.missing += await gone.add(found.known.path)
        continue
      }
      const { walked: file, known: row } = found
      if (!isFirst && byBytes(file.path, from) < 0) continue
      if (file.kind === 'file') {
        isThere = true
        scan.files.areOnOtherDisk ||= file.isOnOtherDisk === true
      }
      if (isFirst && file.kind === 'file') progress.counts.seen += 1
      if (file.kind === 'problem' && file.code === 'folder.unreadable') unseen = file.path
      if (isKnown(file, row) && !(scan.extent === 'everything' && file.kind === 'file')) {
        if (isFirst && file.kind === 'file') progress.counts.unchanged += 1
        if (row?.missing) taken.totals.restored += await back.add(row.path)
      } else if (file.kind === 'problem') {
        if (isFirst) await taken.add({ tracks: [], problems: [problemOf(file)] })
      } else if (mayBeWritten(scan, file)) {
        if (isFirst) progress.counts.unsettled += 1
      } else if (fresh.length < (scan.remembered ?? MAX_REMEMBERED))
        fresh.push(likeNeighbour(file, fresh.at(-1)))
      else next ??= file.path
      progress.note()
      if (next !== null && !isFirst) break scopes
    }
  }
  // Where music is known only in what nobody may look into, there may as well be none.
  if (isAnythingUnseen && !(isThere || (await hasMusic(scan.root, scan.signal)))) throw new FolderAway()
  taken.totals.missing += await gone.finish()
  taken.totals.restored += await back.finish()
  if (isFirst) {
    progress.counts.total = progress.counts.seen
    progress.tell()
  }
  return { fresh, next }
}

function mayBeWritten(
  { settledAt = Number.POSITIVE_INFINITY }: Scan,
  { mtimeMs }: WalkedFile | WalkedList,
): boolean {
  return mtimeMs > settledAt
}

/** A disk may go while it is read: what its mount point is left with says nothing of the music. */
async function mustStillBe({ root, identity }: Scan): Promise<void> {
  const now = await placeOf(root).catch(() => null)
  if (now?.identity !== identity) throw new FolderAway()
}

/** Under this path a problem is listed that is the folder's own, until the folder is back. */
const WHOLE_FOLDER = ''

/** A disk that is not mounted leaves an empty folder behind: what was known is not there, and neither is anything else. */
class FolderAway extends Error {}

/** Null: it is not the folder that fails. */
function whyFolderFails(error: unknown, folder: string): ScanProblemCode | null {
  if (error instanceof FolderAway) return 'folder.away'
  if (!(error instanceof FolderUnreadable || isErrorAt(error, folder))) return null
  return /^E(ACCES|PERM)\b/.test(error.message) ? 'folder.unreadable' : 'folder.away'
}

/** Files of one folder have the same picture: its name is remembered once. */
function likeNeighbour(file: WalkedFile, neighbour: WalkedFile | undefined): WalkedFile {
  if (neighbour === undefined || neighbour.coverPath !== file.coverPath) return file
  const { coverPath, besideStamp } = neighbour
  return besideStamp === file.besideStamp ? { ...file, coverPath, besideStamp } : file
}

/** Without folders that lie in another one, in the order of their files. */
function scopesOf(under: readonly string[] = ['']): readonly string[] {
  const sorted = [...new Set(under)].sort((one, other) => byBytes(`${one}/`, `${other}/`))
  if (sorted.includes('')) return ['']
  return sorted.filter((path) => !sorted.some((other) => other !== path && path.startsWith(`${other}/`)))
}

function isKnown(file: Known, known: KnownFile | null): boolean {
  if (known === null || known.sizeBytes !== file.sizeBytes || known.mtimeMs !== file.mtimeMs) return false
  if (file.kind === 'problem' || known.failed) return !known.mayBeReadableNow
  // Programs set tags and put the time back. A file that was away has another ctime, and is the same.
  const isRetagged = !known.missing && known.ctimeMs !== null && known.ctimeMs !== file.ctimeMs
  return !isRetagged && known.besideStamp === file.besideStamp
}

/** Collects paths and marks many at a time. Answers with how many tracks changed. */
function marks(mark: (paths: readonly string[]) => Promise<number>) {
  let paths: string[] = []
  const finish = async () => {
    const some = paths
    paths = []
    return some.length === 0 ? 0 : await mark(some)
  }
  return {
    finish,
    add: async (path: string) => (paths.push(path) >= MARKS_PER_CALL ? await finish() : 0),
  }
}

function problemOf({ path, sizeBytes, mtimeMs, code }: WalkedProblem): ScannedProblem {
  return { path, sizeBytes, mtimeMs, code }
}

/** Of the file system, and about the folder itself: other places, such as that of the covers, may fail too. */
function isErrorAt(error: unknown, folder: string): error is Error {
  return error instanceof Error && 'syscall' in error && 'path' in error && error.path === folder
}
