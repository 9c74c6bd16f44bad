import type { FastifyBaseLogger, FastifyPluginAsync } from 'fastify'
import { type EmbeddedBroker, embeddedBroker } from '#brokers/embedded'
import { displayRules, mqttSocketDoor, type TakeView } from '#doors/mqtt'
import { displayDoor } from '#doors/rest'
import {
  type ArtworkForDisplays,
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

export interface DisplayWires {
  readonly config: DisplayConfig & { readonly host: string }
  readonly engine: RunningEngine
  readonly store: DisplayStore
  /** Artworks, given where displays find the hub. */
  readonly artwork: (baseUrl: () => string) => ArtworkForDisplays
  /** What plays, given the same. */
  readonly playing: (baseUrl: () => string) => PlayingForDisplays
  readonly takeView: TakeView
  readonly clock: Clock
  readonly chance: Chance
  /** No other worker shares the store. */
  readonly soleWorker: boolean
  /** So long a display may take to answer; missing: the usual time. Longer only in trials. */
  readonly answersWithinMs?: number
  readonly log: Pick<FastifyBaseLogger, 'warn'>
  readonly onFailure: (error: unknown) => void
}

export interface WiredDisplays extends AsyncDisposable {
  readonly displays: RunningDisplays
  readonly broker: EmbeddedBroker
  readonly doors: readonly FastifyPluginAsync[]
  /** From when displays may come. `address`: where they find the hub. */
  listen(address: string): Promise<void>
}

/** Displays, and the broker by which they speak. */
export async function wireDisplays(wires: DisplayWires): Promise<WiredDisplays> {
  const { config, engine, log, onFailure, takeView } = wires
  let address = ''
  const artwork = wires.artwork(() => address)
  const playing = wires.playing(() => address)
  const broker = await embeddedBroker(wires)
  const running = displays(wires)
  const { now, rates } = engine
  const requests = displayRequests({ artwork, playing, rates, onFailure })
  broker.start(displayRules({ displays: running, broker, takeView, requests, rates, now, onFailure }))
  const { mqttPort } = config
  return {
    displays: running,
    broker,
    doors: [
      displayDoor({ displays: running, requests, artwork, playing, rates, brokerPort: () => broker.port }),
      mqttSocketDoor(broker),
    ],
    async listen(reached) {
      address = reached
      if (mqttPort === undefined) return
      await broker.listen(config.host, mqttPort)
      const { problem } = broker
      if (problem !== null)
        log.warn(
          { port: mqttPort, problem },
          'no MQTT at this port: displays reach this hub by WebSocket only',
        )
    },
    async [Symbol.asyncDispose]() {
      await broker[Symbol.asyncDispose]()
      await running[Symbol.asyncDispose]()
    },
  }
}
