import { hostname } from 'node:os'
import type { BellState, ErrorCode } from '@baton/protocol'
import type { Broker, Clock, HealthRecords, LibraryStore, RunningEngine, Store } from '#engine'
import {
  audioFinding,
  bellLook,
  converterLook,
  databaseLook,
  diskLook,
  downloadsLook,
  findProgram,
  healthWatch,
  libraryFinding,
  mqttLook,
  nfcFinding,
  processLook,
  type RunningHealth,
  scannerFinding,
  seldom,
} from '#jobs/health'
import type { ScanSchedule } from '#jobs/library'

/** The name of the only worker there is. */
const ALONE = 'hub'
/** Programs are started to see whether they work. */
const PROGRAMS = { wellForMs: 1_800_000, missedForMs: 300_000 }

export interface HealthWires {
  readonly engine: RunningEngine
  readonly store: Pick<Store, 'ping'>
  readonly records: HealthRecords
  readonly library: Pick<LibraryStore, 'folders'>
  readonly schedule: Pick<ScanSchedule, 'households' | 'foldersAway' | 'progress'>
  readonly downloads: { problem(): Promise<ErrorCode | null> }
  readonly bellState: () => BellState
  readonly broker: Pick<Broker, 'port' | 'problem' | 'figures'>
  /** Folders in which the hub has to have room. */
  readonly folders: readonly string[]
  /** Null: the hub has no other worker. */
  readonly port: number | null
  readonly clock: Clock
  readonly onFailure: (error: unknown) => void
}

/** How the parts of the hub are, as it runs here. */
export function wireHealth(wires: HealthWires): RunningHealth {
  const { engine, store, records, library, schedule, downloads, broker, clock, onFailure } = wires
  const { monotonicMs } = clock
  const downloading = seldom(downloadsLook(downloads.problem), {
    everyMs: ({ status }) => (status === 'healthy' ? PROGRAMS.wellForMs : PROGRAMS.missedForMs),
    monotonicMs,
  })
  return healthWatch({
    records,
    engine,
    clock,
    worker: wires.port === null ? ALONE : `${hostname()}:${wires.port}`,
    isAlone: wires.port === null,
    looks: {
      database: databaseLook(store.ping),
      bell: bellLook(wires.bellState),
      disk: diskLook(wires.folders),
      process: processLook(),
      converter: converterLook(() => findProgram('ffmpeg')),
      mqtt: mqttLook(broker),
    },
    seldomLooks: { downloads: downloading },
    looksOf(householdId) {
      const devices = () => records.devices(householdId)
      const isOurs = schedule.households.includes(householdId)
      const foldersAway = async () => (await schedule.foldersAway(householdId)) ?? 0
      return {
        audio: async () => audioFinding(await devices(), engine.now()),
        nfc: async () => nfcFinding(await devices(), engine.now()),
        ...(isOurs && {
          library: async () =>
            libraryFinding({
              folders: (await library.folders(householdId)).length,
              foldersAway: await foldersAway(),
            }),
          scanner: async () =>
            scannerFinding(schedule.progress(householdId), { foldersAway: await foldersAway() }),
        }),
      }
    },
    households: () => schedule.households,
    onFailure,
  })
}
