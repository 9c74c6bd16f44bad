// A broker beside the hub, that all workers share: Mosquitto, or another one that speaks MQTT 5 and knows its way to say
// who may come in. Displays speak with the broker; what they say comes to the hub, and the hub says there who they are.
import type { Duplex } from 'node:stream'
import type { DeviceId } from '@baton/protocol'
import {
  aborted,
  type Broker,
  type BrokerFigures,
  type BrokerTrouble,
  type BrokerUse,
  type Chance,
  type Clock,
  type DisplayStore,
  isOutage,
  type Leases,
  repeatedly,
} from '#engine'
import { type Bridge, bridge } from './bridge.ts'
import { type BrokerAddress, placeOf } from './broker-address.ts'
import { type BrokerClients, brokerClients } from './broker-clients.ts'
import { CONTROL_ANSWERS, dynamicSecurity } from './dynamic-security.ts'
import { KEPT_SECONDS, type Lanes, type LanesParts, lanes } from './lanes.ts'
import { type MqttLink, mqttLink } from './mqtt-link.ts'
import { type SealedTokens, sealedTokens } from './sealed-tokens.ts'

/** The name at the broker of whoever follows what has an order. */
const ORDERED = 'baton-ordered'
const RECONCILE_EVERY_MS = 2_000
/** So often everything is read that the broker knows, in case somebody else has changed it. */
const READ_ALL_EVERY_MS = 300_000
/** What the hub says is of no use later: a command is over by then, an answer is asked for again. */
const MESSAGE_LIVES_MS = 5_000

export interface ExternalBrokerParts {
  readonly address: BrokerAddress
  /** Where displays speak with it by TCP or TLS, as the hub finds that. */
  readonly forDisplays: BrokerAddress
  /** Told to displays; null: they come by TLS or by WebSocket only. */
  readonly port: number | null
  /** This worker's name at the broker, the same after it was started again. */
  readonly worker: string
  /** Of this installation alone. */
  readonly key: Uint8Array
  readonly store: Pick<DisplayStore, 'credentials'>
  readonly leases: Pick<Leases, 'whileHeld'>
  readonly claims: LanesParts['claims']
  /** So often the broker is compared with the store; missing: the usual time. Shorter only in trials. */
  readonly reconcileEveryMs?: number
  readonly clock: Pick<Clock, 'after' | 'monotonicMs'>
  readonly chance: Pick<Chance, 'uuid' | 'bytes'>
  /** Told of each time when this worker reaches the broker, or does not any more. */
  readonly onChange: (isConnected: boolean) => void
  readonly onFailure: (error: unknown) => void
}

export interface ExternalBroker extends Broker, AsyncDisposable {
  readonly problem: BrokerTrouble | null
  readonly tokens: SealedTokens
  /** From now on what displays say is taken, and the broker is told who they are. */
  start(use: BrokerUse): void
  /** Resolves once the broker knows how the credential of this display is now, or after a while. */
  settle(playerKey: DeviceId): Promise<void>
  /** A connection from there, that came another way than by TCP. */
  accept(connection: Duplex, network: string): void
}

interface Started {
  readonly lanes: Lanes
  readonly clients: BrokerClients
}

export function externalBroker(parts: ExternalBrokerParts): ExternalBroker {
  const { address, worker, store, leases, claims, clock, chance, onFailure } = parts
  const { reconcileEveryMs = RECONCILE_EVERY_MS } = parts
  const tokens = sealedTokens(parts.key, placeOf(address).password, chance)
  const way: Bridge = bridge({
    address: parts.forDisplays,
    monotonicMs: clock.monotonicMs,
    onUnreachable: (cause) =>
      onFailure(new Error('displays that come by WebSocket do not reach the broker', { cause })),
  })
  let started: Started | null = null
  let endOrdered = async () => {}
  let dropped = 0
  /** What the last look at who may come in has found; null: it was well, or is another worker's. */
  let found: BrokerTrouble | null = null

  const onDropped = (error: unknown) => {
    dropped++
    if (error !== null) onFailure(error)
  }

  /** What has an order, and who may come in, is looked after by one worker at a time. */
  async function tend(
    use: BrokerUse,
    own: Lanes,
    clients: BrokerClients,
    signal: AbortSignal,
  ): Promise<void> {
    use.takenOver()
    const link = mqttLink({
      address,
      clientId: ORDERED,
      keptSeconds: KEPT_SECONDS,
      follows: use.ordered,
      take: use.take,
      clock,
      onDropped,
    })
    let readAt = clock.monotonicMs()
    /** The same failure again and again is told once, until it has passed. */
    let lastFailure = ''
    const look = async () => {
      if (own.link.state !== 'connected') return
      if (clock.monotonicMs() - readAt > READ_ALL_EVERY_MS) {
        readAt = clock.monotonicMs()
        clients.forget()
      }
      try {
        const { unknownTokens } = await clients.reconcile()
        found = unknownTokens > 0 ? 'broker-tokens' : null
        lastFailure = ''
      } catch (error) {
        // The connection has ended meanwhile, or the store: both are told for themselves.
        if (own.link.state !== 'connected' || isOutage(error)) return
        found = 'broker-access'
        if (String(error) !== lastFailure) onFailure(error)
        lastFailure = String(error)
      }
    }
    const stopLooking = repeatedly(clock, reconcileEveryMs, look, onFailure)
    await aborted(signal)
    use.handedOn()
    await Promise.all([stopLooking(), link.leave('keep')])
    found = null
  }

  return {
    port: parts.port,
    tokens,
    get problem() {
      const state = started?.lanes.link.state ?? 'away'
      if (state !== 'connected') return state === 'refused' ? 'broker-refuses' : 'broker-away'
      return found
    },
    start(use) {
      const publish: MqttLink['publish'] = (...message) => started?.lanes.link.publish(...message) ?? false
      const security = dynamicSecurity({ publish, clock, chance })
      const clients = brokerClients({
        security,
        store,
        tokens,
        rightsOf: use.rightsOf,
        clearRetained: (topic) => started?.lanes.link.retain(topic, ''),
        clock,
        onFailure,
      })
      const own = lanes({
        address,
        worker,
        use,
        more: { follows: [CONTROL_ANSWERS], take: (_topic, payload) => security.heard(payload) },
        claims,
        // It may be another one, or have been given back what it was long ago.
        onUp() {
          security.abandon()
          clients.forget()
          parts.onChange(true)
        },
        onDown: () => parts.onChange(false),
        clock,
        onDropped,
        onFailure,
      })
      started = { lanes: own, clients }
      endOrdered = leases.whileHeld('mqtt', (signal) => tend(use, own, clients, signal))
    },
    async settle(playerKey) {
      if (started?.lanes.link.state === 'connected') await started.clients.settle(playerKey)
    },
    publish: (_name, topic, payload) =>
      started?.lanes.link.publish(topic, payload, MESSAGE_LIVES_MS) ?? false,
    accept: way.accept,
    figures: (): BrokerFigures => ({ connections: null, dropped, refused: way.refused }),
    async [Symbol.asyncDispose]() {
      way.close()
      await endOrdered()
      await started?.lanes[Symbol.asyncDispose]()
    },
  }
}
