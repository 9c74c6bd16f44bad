import { BatonError, type ViewAck } from '@baton/protocol'
import type { FastifyPluginAsync } from 'fastify'
import { type ViewDoorParts, viewDoor } from '#doors/views'
import {
  type Clock,
  figuresUpkeep,
  type Leases,
  markDisplays,
  type RunningEngine,
  type SentView,
  takeViews,
  viewReadings,
} from '#engine'
import { VIEWS_JOB, viewUpkeep } from '#jobs/views'
import { type SqlDatabase, sqlViewRecords } from '#stores/sql'

export interface ViewWires {
  readonly engine: Pick<RunningEngine, 'now'>
  readonly database: SqlDatabase
  readonly leases: Leases
  readonly clock: Clock
  /** Of this installation alone: without it nobody can say which displays have shown something. */
  readonly key: string | Uint8Array
  readonly postsOf: ViewDoorParts['postsOf']
  /** The display that speaks by this token; null: none. */
  readonly displayByToken: (token: string) => Promise<{ readonly playerKey: string } | null>
  readonly onFailure: (error: unknown) => void
}

export interface WiredViews extends AsyncDisposable {
  /** For the door of displays; it rejects where nothing was decided and the display does not ask to be told. */
  takeView(sent: SentView): Promise<ViewAck | null>
  readonly door: FastifyPluginAsync
  /** Of these artworks what their public counters say. */
  publicViews(postIds: readonly number[]): Promise<ReadonlyMap<number, number>>
}

/** What displays say that they have shown, and how it is told. */
export function wireViews(wires: ViewWires): WiredViews {
  const { engine, database, leases, clock, key, postsOf, displayByToken, onFailure } = wires
  const { now } = engine
  const records = sqlViewRecords(database)
  const markDisplay = markDisplays(key)
  const views = takeViews({ records, subjects: records, onFailure })
  const readings = viewReadings({ records, subjects: records, markDisplay, now })
  const figures = figuresUpkeep({ records, markDisplay, now })
  const endUpkeep = leases.whileHeld(VIEWS_JOB, (signal) => viewUpkeep({ figures, clock, onFailure }, signal))
  return {
    async takeView(sent) {
      const { outcome, ack } = await views.takeView(sent)
      // Whoever acknowledges deliveries leaves this one open, so that it is delivered again.
      if (ack === null && outcome === 'busy') throw new BatonError('hub.busy')
      if (ack === null && outcome === 'failed') throw new BatonError('store.unavailable')
      return ack
    },
    publicViews: records.publicViews,
    door: viewDoor({ views, readings, postsOf, displayByToken, now }),
    async [Symbol.asyncDispose]() {
      await views[Symbol.asyncDispose]()
      await endUpkeep()
      await records.close()
    },
  }
}
