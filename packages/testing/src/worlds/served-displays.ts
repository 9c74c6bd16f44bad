import { type DisplayWires, type ViewWires, wireDisplays, wireViews } from '@baton/hub'
import {
  type Chance,
  type Clock,
  type CoverFiles,
  everyLease,
  playingForDisplays,
  type RunningEngine,
} from '@baton/hub/engine'
import { playingPictures } from '@baton/hub/jobs/artwork'
import { type SqlDatabase, sqlDisplays } from '@baton/hub/stores/sql'

export interface ServedDisplaysOptions {
  /** A broker beside the hub. */
  readonly mqttBroker?: NonNullable<DisplayWires['config']['mqttBroker']>
  /** Instead of the hub's own. */
  readonly displays?: Partial<Pick<DisplayWires, 'artwork' | 'takeView'>>
  /** Displays may come by TCP too. */
  readonly mqtt?: boolean
}

/** A busy machine is slow, and no display of a test is. */
const PATIENT_MS = 60_000

interface Parts extends Pick<DisplayWires, 'artwork'>, Pick<ViewWires, 'postsOf'> {
  readonly engine: RunningEngine
  readonly database: SqlDatabase
  readonly covers: CoverFiles
  readonly clock: Clock
  readonly chance: Chance
  readonly onFailure: (error: unknown) => void
}

/** Displays of a served hub, and what they say that they have shown. */
export async function servedDisplays(
  { database, covers, ...own }: Parts,
  { displays: parts = {}, mqtt = false, mqttBroker }: ServedDisplaysOptions,
) {
  const leases = everyLease(own.onFailure)
  const views = wireViews({
    ...own,
    database,
    leases,
    key: 'a key of this hub',
    displayByToken: (token) => displays.displays.byToken(token),
  })
  const displays = await wireDisplays({
    ...own,
    takeView: views.takeView,
    config: { host: '127.0.0.1', ...(mqtt && { mqttPort: 0 }), ...(mqttBroker && { mqttBroker }) },
    beside: {
      tokenKey: Buffer.from('a key of this hub'),
      leases,
      claims: { take: async () => true, giveUp: async () => {} },
      worker: 'hub',
    },
    playing: (baseUrl) =>
      playingForDisplays({ engine: own.engine, pictures: playingPictures(covers) }, baseUrl),
    store: sqlDisplays(database),
    soleWorker: true,
    answersWithinMs: PATIENT_MS,
    log: { info: () => {}, warn: () => {} },
    ...parts,
  })
  return {
    ...displays,
    doors: [views.door, ...displays.doors],
    publicViews: views.publicViews,
    async [Symbol.asyncDispose]() {
      await displays[Symbol.asyncDispose]()
      await views[Symbol.asyncDispose]()
    },
  }
}
