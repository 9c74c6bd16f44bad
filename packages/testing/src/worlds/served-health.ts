import type { Broker, Clock, RunningEngine, Store } from '@baton/hub/engine'
import {
  audioFinding,
  bellLook,
  databaseLook,
  downloadsLook,
  healthWatch,
  mqttLook,
  nfcFinding,
} from '@baton/hub/jobs/health'
import { type SqlDatabase, sqlHealthRecords } from '@baton/hub/stores/sql'
import type { BellState, ErrorCode } from '@baton/protocol'

export interface ServedHealthOptions {
  readonly ping?: () => Promise<void>
  readonly bell?: () => BellState
  readonly everyMs?: number
}

/** How a served hub is. Until it is started it looks only when somebody asks; of its household only devices are looked at. */
export function servedHealth(
  {
    database,
    store,
    engine,
    clock,
    downloads,
    broker,
  }: {
    readonly database: SqlDatabase
    readonly store: Store
    readonly engine: RunningEngine
    readonly clock: Clock
    readonly downloads: { problem(): Promise<ErrorCode | null> }
    readonly broker: Pick<Broker, 'port' | 'problem' | 'figures'>
  },
  { ping = store.ping, bell = () => 'none', everyMs }: ServedHealthOptions,
  onFailure: (error: unknown) => void,
) {
  const records = sqlHealthRecords(database)
  return healthWatch({
    records,
    engine,
    clock,
    worker: 'hub',
    isAlone: true,
    looks: { database: databaseLook(ping), bell: bellLook(bell), mqtt: mqttLook(broker) },
    seldomLooks: { downloads: downloadsLook(downloads.problem) },
    looksOf: (householdId) => ({
      audio: async () => audioFinding(await records.devices(householdId), engine.now()),
      nfc: async () => nfcFinding(await records.devices(householdId), engine.now()),
    }),
    households: () => [],
    onFailure,
    ...(everyMs !== undefined && { everyMs }),
  })
}
