import type { FastifyBaseLogger, FastifyPluginAsync } from 'fastify'
import {
  type Broker,
  type Chance,
  type Clock,
  type CoverFiles,
  type Leases,
  playingForDisplays,
  type RunningEngine,
} from '#engine'
import { playingPictures } from '#jobs/artwork'
import { type SqlDatabase, sqlDisplays } from '#stores/sql'
import type { Config } from './config/config.ts'
import { type WiredArtwork, wireArtwork } from './wire-artwork.ts'
import type { BesideWires, BrokerWires } from './wire-broker.ts'
import { type WiredDisplays, wireDisplays } from './wire-displays.ts'
import { wireViews } from './wire-views.ts'

export interface WallWires {
  readonly config: Config
  readonly engine: RunningEngine
  readonly database: SqlDatabase
  readonly leases: Leases
  readonly covers: Pick<CoverFiles, 'image'>
  /** Of this installation alone: without it nobody can say which displays have shown something. */
  readonly key: string | Uint8Array
  /** For a broker beside the hub. */
  readonly beside: BesideWires
  readonly tls?: BrokerWires['tls']
  readonly chance: Chance
  readonly clock: Clock
  /** No other worker shares the store. */
  readonly soleWorker: boolean
  readonly log: Pick<FastifyBaseLogger, 'info' | 'warn'>
  readonly onFailure: (error: unknown) => void
}

export interface Wall extends AsyncDisposable {
  readonly broker: Broker
  readonly doors: readonly FastifyPluginAsync[]
  /** Forgets artwork that was deleted, until the signal aborts. By one worker at a time. */
  tend(signal: AbortSignal): Promise<void>
  /** From when displays may come. `address`: where they find the hub. */
  listen(address: string): Promise<void>
}

/** Artwork, the displays that show it, and how often it was seen. */
export async function wireWall(wires: WallWires): Promise<Wall> {
  const { database } = wires
  await using made = new AsyncDisposableStack()
  let displays: WiredDisplays | null = null
  let artwork: WiredArtwork | null = null
  const views = made.use(
    wireViews({
      ...wires,
      postsOf: async (principal, postIds) => (await artwork?.desk.some(principal, postIds)) ?? [],
      displayByToken: async (token) => (await displays?.displays.byToken(token)) ?? null,
    }),
  )
  const { publicViews, takeView } = views
  artwork = made.use(wireArtwork({ ...wires, publicViews }))
  displays = made.use(
    await wireDisplays({
      ...wires,
      store: sqlDisplays(database),
      artwork: artwork.forDisplays,
      playing: (baseUrl) =>
        playingForDisplays({ engine: wires.engine, pictures: playingPictures(wires.covers) }, baseUrl),
      takeView,
    }),
  )
  const { broker, listen } = displays
  const kept = made.move()
  return {
    broker,
    doors: [artwork.door, views.door, ...displays.doors],
    tend: artwork.tend,
    listen,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
