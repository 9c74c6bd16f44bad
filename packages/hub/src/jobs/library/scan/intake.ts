// Collects what the readers found into batches and hands them to the library one after the other. Whoever adds waits
// while a batch is written: that is what keeps the readers from running ahead.
import { type HouseholdId, turns } from '@baton/protocol'
import type {
  CoverFiles,
  CoverRow,
  LibraryFolder,
  LibraryStore,
  ScanBatch,
  ScannedProblem,
  ScannedTrack,
} from '#engine'
import type { WalkedFile } from '../walk/walk.ts'
import type { ChunkResult } from './reader-thread.ts'

/** Small enough that whoever shares the thread with the library hardly waits. */
const BATCH_ROWS = 96
/** Every reader waits for one batch at most, so that this is never reached. */
const MAX_WAITING = 4_096

export interface Intake {
  readonly totals: { added: number; changed: number; moved: number; missing: number; restored: number }
  add(batch: ScanBatch): Promise<void>
  addRead(result: ChunkResult, walked: readonly WalkedFile[]): Promise<void>
  flush(): Promise<void>
}

export function intake(to: {
  readonly householdId: HouseholdId
  readonly folder: LibraryFolder
  readonly library: LibraryStore
  readonly covers: CoverFiles
}): Intake {
  const totals = { added: 0, changed: 0, moved: 0, missing: 0, restored: 0 }
  let tracks: ScannedTrack[] = []
  let problems: ScannedProblem[] = []
  const writing = turns({ mostWaiting: MAX_WAITING })

  const write = async (batch: ScanBatch) => {
    if (batch.tracks.length + batch.problems.length === 0) return
    const result = await to.library.ingest(to.householdId, to.folder.folderId, batch)
    totals.added += result.added
    totals.changed += result.changed
    totals.moved += result.moved
  }
  const flush = () => {
    const batch = { tracks, problems }
    tracks = []
    problems = []
    return writing.take(() => write(batch).then(othersFirst))
  }
  const add = async (batch: ScanBatch) => {
    for (const problem of batch.problems) problems.push(problem)
    for (const track of batch.tracks) {
      // The parts of a file are taken together: else a hub that is ended meanwhile would know some of them only.
      const isFull = tracks.length + problems.length >= BATCH_ROWS
      if (isFull && tracks.at(-1)?.path !== track.path) await flush()
      tracks.push(track)
    }
    if (tracks.length + problems.length >= BATCH_ROWS) await flush()
  }
  return {
    totals,
    flush,
    add,
    async addRead({ files, covers }, walked) {
      const kept: (CoverRow | null)[] = []
      for (const cover of covers) kept.push(await to.covers.put(cover))
      const measured = new Map(walked.map((file) => [file.path, file]))
      const batch = { tracks: [] as ScannedTrack[], problems: [] as ScannedProblem[] }
      for (const file of files) {
        if ('problem' in file) {
          const { sizeBytes = 0, mtimeMs = 0 } = measured.get(file.path) ?? {}
          batch.problems.push({ path: file.path, sizeBytes, mtimeMs, code: file.problem })
        } else {
          const cover = file.cover === null ? null : (kept[file.cover] ?? null)
          const besideStamp = measured.get(file.path)?.besideStamp ?? null
          for (const facts of file.parts ?? [file.facts])
            batch.tracks.push({ path: file.path, ...facts, cover, besideStamp })
        }
      }
      await add(batch)
    },
  }
}

/** Lets whatever waits for this thread have its turn. */
function othersFirst(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
