// Brings the library up to date with one music folder, in two walks: the first counts the files and notices what is
// gone, so that the second can tell a moved file from a new one while it reads what is new or changed.
import { availableParallelism } from 'node:os'
import type { HouseholdId, ScanProblemCode, ScanProgress } from '@baton/protocol'
import type { Clock, CoverFiles, LibraryFolder, LibraryStore, ScannedProblem } from '#engine'
import { compare, knownFiles } from './compare.ts'
import { type Intake, intake } from './intake.ts'
import { type ProgressReport, progressReport } from './progress.ts'
import { type ReaderPool, readerPool } from './reader-pool.ts'
import { resolveRoot, type Walked, type WalkedFile, walk } from './walk.ts'

const CHUNK_FILES = 32
const MARKS_PER_CALL = 500

export type ScanOptions = {
  readonly householdId: HouseholdId
  readonly folder: LibraryFolder
  readonly library: LibraryStore
  readonly covers: CoverFiles
  readonly clock: Pick<Clock, 'monotonicMs'>
  /** Reading threads; by default one less than the machine has cores. */
  readonly workers?: number
  readonly onProgress?: (progress: ScanProgress) => void
  readonly signal?: AbortSignal
}

export type ScanSummary = {
  readonly phase: 'done' | 'cancelled' | 'failed'
  /** Why it failed: nothing has become missing then. */
  readonly problem: ScanProblemCode | null
  readonly added: number
  readonly changed: number
  readonly moved: number
  readonly missing: number
  readonly restored: number
  readonly unchanged: number
  readonly failed: number
  readonly tookMs: number
}

/** Resolves also when it was cancelled or the folder cannot be read; rejects only when the library does. */
export async function scanFolder(options: ScanOptions): Promise<ScanSummary> {
  const { clock, signal = new AbortController().signal, onProgress = () => {} } = options
  const startedAt = clock.monotonicMs()
  const progress = progressReport(clock, onProgress)
  const taken = intake(options)
  const end = (phase: ScanSummary['phase'], problem: ScanProblemCode | null = null): ScanSummary => {
    progress.enter(phase)
    progress.tell()
    const { unchanged, failed } = progress.counts
    return {
      phase,
      problem,
      ...taken.totals,
      unchanged,
      failed,
      tookMs: Math.round(clock.monotonicMs() - startedAt),
    }
  }
  try {
    const root = await resolveRoot(options.folder.path)
    const scan: Scan = { ...options, root, signal, progress, taken }
    await lookForGone(scan)
    await readFresh(scan)
    return end('done')
  } catch (error) {
    if (signal.aborted) {
      await taken.flush()
      return end('cancelled')
    }
    if (isFileError(error)) return end('failed', 'folder.unreadable')
    throw error
  }
}

type Scan = ScanOptions & {
  readonly root: string
  readonly signal: AbortSignal
  readonly progress: ProgressReport
  readonly taken: Intake
}

async function lookForGone(scan: Scan): Promise<void> {
  const { library, householdId, folder, progress, signal } = scan
  progress.enter('looking')
  const gone: string[] = []
  const mark = async () => {
    scan.taken.totals.missing += await library.markMissing(householdId, folder.folderId, gone.splice(0))
  }
  const walked = walk({ root: scan.root, measure: false, signal })
  for await (const found of compare(walked, knownFiles(library, householdId, folder.folderId))) {
    if (found.kind === 'here') {
      if (found.walked.kind === 'file') progress.counts.seen += 1
      progress.note()
    } else if (!found.known.missing) {
      gone.push(found.known.path)
      if (gone.length >= MARKS_PER_CALL) await mark()
    }
  }
  if (gone.length > 0) await mark()
  progress.counts.total = progress.counts.seen
  progress.tell()
}

async function readFresh(scan: Scan): Promise<void> {
  const { library, householdId, folder, progress, signal, taken } = scan
  progress.enter('reading')
  const threads = Math.max(1, scan.workers ?? availableParallelism() - 1)
  await using readers = readerPool({ threads })
  const stop = () => void readers[Symbol.asyncDispose]()
  signal.addEventListener('abort', stop, { once: true })
  const reading = chunkReader(scan, readers, threads * 2)
  try {
    const walked = walk({ root: scan.root, measure: true, signal })
    const restored: string[] = []
    const restore = async () => {
      taken.totals.restored += await library.markPresent(householdId, folder.folderId, restored.splice(0))
    }
    for await (const found of compare(walked, knownFiles(library, householdId, folder.folderId))) {
      if (found.kind === 'gone') continue
      const { walked: file, known } = found
      if (file.kind === 'file') progress.counts.seen += 1
      if (known && known.sizeBytes === file.sizeBytes && known.mtimeMs === file.mtimeMs) {
        if (file.kind === 'file') progress.counts.unchanged += 1
        if (known.missing) restored.push(known.path)
        if (restored.length >= MARKS_PER_CALL) await restore()
      } else if (file.kind === 'problem') {
        await taken.add({ tracks: [], problems: [problemOf(file)] })
      } else {
        await reading.add(file)
      }
      progress.note()
    }
    await reading.finish()
    if (restored.length > 0) await restore()
    await taken.flush()
  } finally {
    signal.removeEventListener('abort', stop)
    await reading.settled()
  }
}

/** Groups neighbours of one folder and keeps a bounded number of groups on their way. */
function chunkReader(scan: Scan, readers: ReaderPool, atOnce: number) {
  const running = new Set<Promise<void>>()
  let chunk: WalkedFile[] = []
  let failure: { readonly error: unknown } | null = null

  const send = async () => {
    const files = chunk
    chunk = []
    const [first] = files
    if (!first) return
    while (running.size >= atOnce) await Promise.race(running)
    if (failure) throw failure.error
    const job = read(files, first.coverPath)
      .catch((error: unknown) => {
        failure ??= { error }
      })
      .finally(() => running.delete(job))
    running.add(job)
  }
  const read = async (files: readonly WalkedFile[], coverPath: string | null) => {
    const result = await readers.read({ root: scan.root, paths: files.map((file) => file.path), coverPath })
    await scan.taken.addRead(result, files)
    for (const file of result.files) {
      if ('problem' in file) scan.progress.counts.failed += 1
      else scan.progress.counts.read += 1
    }
    scan.progress.note()
  }
  return {
    async add(file: WalkedFile) {
      const last = chunk.at(-1)
      if (last && (chunk.length >= CHUNK_FILES || folderOf(last.path) !== folderOf(file.path))) await send()
      chunk.push(file)
    },
    async finish() {
      await send()
      await Promise.all(running)
      if (failure) throw failure.error
    },
    settled: () => Promise.all(running),
  }
}

function problemOf({ path, sizeBytes, mtimeMs, code }: Extract<Walked, { kind: 'problem' }>): ScannedProblem {
  return { path, sizeBytes, mtimeMs, code }
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1)
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && 'path' in error
}
