import type { FastifyBaseLogger, FastifyPluginAsync } from 'fastify'
import { mqttSocketDoor, type TakeView } from '#doors/mqtt'
import { displayDoor } from '#doors/rest'
import {
  type ArtworkForDisplays,
  type Broker,
  type Chance,
  type Clock,
  type DisplayStore,
  displayRequests,
  displays,
  type PlayingForDisplays,
  type RunningDisplays,
  type RunningEngine,
} from '#engine'
import type { DisplayConfig } from './config/display-settings.ts'
import { type BesideWires, type BrokerWires, wireBroker } from './wire-broker.ts'

export interface DisplayWires {
  readonly config: DisplayConfig & { readonly host: string }
  readonly engine: RunningEngine
  readonly store: DisplayStore
  /** Artworks, given where displays find the hub. */
  readonly artwork: (baseUrl: () => string) => ArtworkForDisplays
  /** What plays, given the same. */
  readonly playing: (baseUrl: () => string) => PlayingForDisplays
  readonly takeView: TakeView
  /** For a broker beside the hub. */
  readonly beside: BesideWires
  readonly tls?: BrokerWires['tls']
  readonly clock: Clock
  readonly chance: Chance
  /** No other worker shares the store. */
  readonly soleWorker: boolean
  /** So long a display may take to answer; missing: the usual time. Longer only in trials. */
  readonly answersWithinMs?: number
  readonly log: Pick<FastifyBaseLogger, 'info' | 'warn'>
  readonly onFailure: (error: unknown) => void
}

export interface WiredDisplays extends AsyncDisposable {
  readonly displays: RunningDisplays
  readonly broker: Broker
  readonly doors: readonly FastifyPluginAsync[]
  /** From when displays may come. `address`: where they find the hub. */
  listen(address: string): Promise<void>
}

/** Displays, and the broker by which they speak. */
export async function wireDisplays(wires: DisplayWires): Promise<WiredDisplays> {
  const { engine, onFailure, takeView } = wires
  let address = ''
  const artwork = wires.artwork(() => address)
  const playing = wires.playing(() => address)
  const wired = await wireBroker(wires)
  const running = displays({ ...wires, beside: wired.beside })
  const { now, rates } = engine
  const requests = displayRequests({ artwork, playing, rates, onFailure })
  wired.start({ displays: running, takeView, requests, rates, now })
  return {
    displays: running,
    broker: wired.broker,
    doors: [
      displayDoor({ displays: running, requests, artwork, playing, rates, brokerPlaces: wired.places }),
      mqttSocketDoor(wired),
    ],
    async listen(reached) {
      address = reached
      await wired.listen()
    },
    async [Symbol.asyncDispose]() {
      await wired[Symbol.asyncDispose]()
      await running[Symbol.asyncDispose]()
    },
  }
}
