import { hostname } from 'node:os'
import type { Duplex } from 'node:stream'
import type { FastifyBaseLogger } from 'fastify'
import { embeddedBroker } from '#brokers/embedded'
import { type ExternalBrokerParts, externalBroker } from '#brokers/external'
import { type BesideRulesParts, besideRules, type DisplayRulesParts, displayRules, tellBy } from '#doors/mqtt'
import type { BrokerPlaces } from '#doors/rest'
import type { Broker, BrokerBeside, Chance, Clock, DisplayStore } from '#engine'
import type { BrokerConfig, DisplayConfig } from './config/display-settings.ts'
import type { Tls } from './tls/tls.ts'

/** What only a broker beside the hub needs. */
export interface BesideWires {
  /** Of this installation alone: without it no token can be opened that was sealed for the broker. */
  readonly tokenKey: Uint8Array
  readonly leases: ExternalBrokerParts['leases']
  readonly claims: ExternalBrokerParts['claims']
  /** This worker's name at the broker, the same after it was started again. */
  readonly worker: string
}

export interface BrokerWires {
  readonly config: DisplayConfig & { readonly host: string }
  readonly store: DisplayStore
  readonly beside: BesideWires
  /** The hub speaks TLS itself. */
  readonly tls?: Pick<Tls, 'certificate' | 'also'> | undefined
  readonly clock: Clock
  readonly chance: Chance
  readonly log: Pick<FastifyBaseLogger, 'info' | 'warn'>
  readonly onFailure: (error: unknown) => void
}

type RulesParts = Omit<DisplayRulesParts & BesideRulesParts, 'broker' | 'monotonicMs' | 'onFailure'>

export interface WiredBroker extends AsyncDisposable {
  readonly broker: Broker
  /** Undefined: the hub is the broker. */
  readonly beside: BrokerBeside | undefined
  readonly places: () => BrokerPlaces
  /** A connection from there, that came by WebSocket. */
  accept(connection: Duplex, network: string): void
  start(parts: RulesParts): void
  /** From when displays may come. */
  listen(): Promise<void>
}

/** The broker by which displays speak: the hub itself, or one beside it. */
export function wireBroker(wires: BrokerWires): Promise<WiredBroker> {
  const { mqttBroker } = wires.config
  return mqttBroker ? brokerBeside(wires, mqttBroker) : ownBroker(wires)
}

/** By which a worker of many is known where others have to tell it from themselves. */
export function workerName(port: number): string {
  return `${hostname()}-${port || process.pid}`
}

async function ownBroker(wires: BrokerWires): Promise<WiredBroker> {
  const { config, tls, log, onFailure } = wires
  const { mqttPort, mqttTlsPort } = config
  const broker = await embeddedBroker(wires)
  return {
    broker,
    beside: undefined,
    places: () => ({ host: null, port: broker.port, tlsPort: broker.tlsPort, websocketUrl: null }),
    accept: broker.accept,
    start: (parts) => broker.start(displayRules({ ...parts, broker, onFailure })),
    async listen() {
      if (mqttPort !== undefined) await broker.listen(config.host, mqttPort)
      if (mqttTlsPort !== undefined && tls) {
        const server = await broker.listenTls(config.host, mqttTlsPort, tls.certificate)
        if (server) tls.also(server)
      }
      const { problem } = broker
      if (problem !== null)
        log.warn(
          { port: broker.port === null ? mqttPort : mqttTlsPort, problem },
          'no MQTT at this port: displays reach this hub by WebSocket only',
        )
    },
    [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose](),
  }
}

async function brokerBeside(
  { store, clock, chance, beside, log, onFailure }: BrokerWires,
  { server, forDisplays, ...places }: BrokerConfig,
): Promise<WiredBroker> {
  const { tokenKey: key, leases, claims, worker } = beside
  const { port } = places
  const broker = externalBroker({
    address: server,
    forDisplays,
    port,
    worker,
    key,
    store,
    leases,
    claims,
    clock,
    chance,
    onChange: (isConnected) =>
      isConnected
        ? log.info({}, 'displays are heard through the broker')
        : log.warn({}, 'the broker is lost: displays are not heard'),
    onFailure,
  })
  return {
    broker,
    beside: {
      isThere: () => broker.problem !== 'broker-away' && broker.problem !== 'broker-refuses',
      tell: tellBy(broker),
      seal: broker.tokens.seal,
      opens: (playerKey, sealedToken) => broker.tokens.open(playerKey, sealedToken) !== null,
      settle: broker.settle,
    },
    places: () => places,
    accept: broker.accept,
    start: (parts) => broker.start(besideRules({ ...parts, broker, monotonicMs: clock.monotonicMs })),
    async listen() {},
    [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose](),
  }
}
