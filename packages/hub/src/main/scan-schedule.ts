import type { Logger } from 'pino'
import type {
  Clock,
  CoverFiles,
  Installation,
  LibraryStore,
  ListFormats,
  RunningEngine,
  TrackFiles,
} from '#engine'
import { makeDemoTunes } from '#jobs/demo'
import { listFollower, requestOfHolder, ScanSchedule } from '#jobs/library'
import { uploadFolderOf } from '#jobs/uploads'
import { type Config, SCANS_AT_ONCE } from './config/config.ts'
import { tellOfLists } from './playlist-files.ts'

export interface ScanWires {
  readonly config: Config
  readonly engine: RunningEngine
  readonly library: LibraryStore
  readonly covers: CoverFiles
  readonly files: TrackFiles
  readonly formats: ListFormats
  readonly musicDirs: readonly string[]
  readonly uploadsDir: string
  readonly demoPath: string
  /** Missing: the hub has no other worker. */
  readonly installation?: Installation
  readonly clock: Clock
  readonly log: Logger
  readonly onFailure: (error: unknown) => void
}

/** When the music of which household is read, as the hub is set up here. */
export function scanSchedule(wires: ScanWires): ScanSchedule {
  const { config, engine, library, covers, files, formats, uploadsDir, demoPath, installation } = wires
  const { clock, log, onFailure } = wires
  return new ScanSchedule({
    library,
    covers,
    engine,
    clock,
    musicDirs: wires.musicDirs,
    demoPath,
    dataPath: config.dataDir,
    uploadsOf: (householdId) => uploadFolderOf(uploadsDir, householdId),
    log,
    atOnce: config.scansAtOnce ?? SCANS_AT_ONCE,
    lists: listFollower({
      library,
      files,
      formats,
      tell: tellOfLists(engine),
      log,
      isOff: config.followLists === false,
    }),
    makeOwnMusic: async (signal) => makeDemoTunes({ folder: demoPath, signal }),
    ...(installation && { passOn: requestOfHolder({ installation, onFailure }) }),
  })
}
