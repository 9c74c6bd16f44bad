// The broker inside the hub: MQTT 3.1.1, by TCP and over whatever streams a door hands it. It keeps no sessions and no
// messages: whoever is not connected is told nothing, and who connects anew begins anew.
import { createServer, type Server } from 'node:net'
import type { Duplex } from 'node:stream'
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls'
import { Aedes, type Client, type PublishPacket } from 'aedes'
import { MAX_CONNECTIONS, whoMayConnect } from '#brokers/connections'
import type { BrokerClient, BrokerFigures, BrokerRules, Chance, Clock, OwnBroker } from '#engine'
import { clientNetwork } from '#engine/networks'
import { CONNECTS_WITHIN_MS, MAX_INFLIGHT, MAX_SUBSCRIPTIONS } from './limits.ts'
import { gated } from './packet-gate.ts'

/** Where everything goes that the hub has taken: nobody follows it. */
const TAKEN_TOPIC = 'taken'
const MAX_NAME_LENGTH = 200
const MAX_CLIENT_ID_LENGTH = 1_000
const MQTT_5 = 5
/** A CONNACK as clients of MQTT 5 read it: no session, reason 0x84 (unsupported protocol version), no properties. */
const NOT_MQTT_5 = Buffer.from([0x20, 3, 0, 0x84, 0])
const SOCKETS = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 } as const

export interface EmbeddedBrokerParts {
  readonly clock: Pick<Clock, 'monotonicMs'>
  readonly chance: Pick<Chance, 'uuid'>
  readonly onFailure: (error: unknown) => void
  /** How long somebody may take to say who it is; missing: the usual time. Shorter only in trials. */
  readonly connectsWithinMs?: number
}

export interface EmbeddedBroker extends OwnBroker, AsyncDisposable {
  /** From now on whoever comes is judged by these. Until then nobody is let in. */
  start(rules: BrokerRules): void
  /** Listens; a port that cannot be had is a `problem`, and no failure. */
  listen(host: string, port: number): Promise<void>
  /** The same by TLS. Answers with the server, whose certificate may be renewed; null: it does not listen. */
  listenTls(host: string, port: number, certificate: BrokerCertificate): Promise<TlsServer | null>
  /** Where displays find it by TLS; null: nowhere. */
  readonly tlsPort: number | null
  figures(): EmbeddedFigures
  /** A connection from there, that came another way than by TCP. */
  accept(connection: Duplex, network: string): void
}

/** It sees each of its connections. */
export interface EmbeddedFigures extends BrokerFigures {
  readonly connections: number
}

/** In PEM. */
export interface BrokerCertificate {
  readonly cert: string | Buffer
  readonly key: string | Buffer
}

interface Entry {
  readonly client: BrokerClient
  readonly connection: Client
  /** The hub has been told that it came. */
  hasCome: boolean
  /** What it took the place of, where the hub was told of that. */
  readonly former: BrokerClient | null
}

export async function embeddedBroker({
  clock,
  chance,
  onFailure,
  connectsWithinMs = CONNECTS_WITHIN_MS,
}: EmbeddedBrokerParts): Promise<EmbeddedBroker> {
  const entries = new Map<string, Entry>()
  const entryOf = new WeakMap<Client, Entry>()
  const counted = whoMayConnect(clock.monotonicMs)
  let rules: BrokerRules | null = null
  const servers: Server[] = []
  let port: number | null = null
  let tlsPort: number | null = null
  let problem: OwnBroker['problem'] = null
  let dropped = 0
  let refused = 0
  let isClosing = false

  const aedes = await Aedes.createBroker({
    connectTimeout: connectsWithinMs,
    maxInflightInbound: MAX_INFLIGHT,
    maxClientsIdLength: MAX_CLIENT_ID_LENGTH,
    // Whatever it calls itself, it is who its user name says. To the library each connection is one of its own: which
    // one takes the place of which is judged here, and each says when it goes.
    preConnect(connection, packet, done) {
      if (packet.protocolVersion === MQTT_5) {
        refused++
        const isOver = () => done(new Error('MQTT 5'), false)
        connection.conn.write(NOT_MQTT_5, isOver)
        return
      }
      Object.assign(packet, { clientId: chance.uuid(), clean: true })
      done(null, true)
    },
    authenticate(connection, name = '', password, done) {
      const secret = password?.toString() ?? ''
      const isName = name !== '' && name.length <= MAX_NAME_LENGTH
      const admitted = rules && isName ? rules.admit(name, secret) : Promise.resolve(false)
      admitted.then(
        (mayCome) => {
          // One that has ended meanwhile takes nobody's place: nothing would ever say that it went.
          if (!mayCome || isClosing || connection.closed) {
            refused++
            return done(null, false)
          }
          const client = { name, connectionId: connection.id, password: secret }
          const before = entries.get(name)
          const former = before ? (before.hasCome ? before.client : before.former) : null
          const entry: Entry = { client, connection, hasCome: false, former }
          entries.set(name, entry)
          entryOf.set(connection, entry)
          before?.connection.close()
          done(null, true)
        },
        (error: unknown) => {
          onFailure(error)
          done(Object.assign(new Error('the hub cannot look'), { returnCode: 3 }), false)
        },
      )
    },
    authorizePublish(connection, packet, done) {
      const entry = connection && entryOf.get(connection)
      if (!entry || !rules) return done(new Error('nobody'))
      const { topic, payload } = packet
      taken(packet)
      // What one says that another has taken the place of, its last will included, is of the past.
      const isPresent = entries.get(entry.client.name) === entry
      if (!isPresent || !rules.mayPublish(entry.client.name, topic)) {
        dropped++
        return done()
      }
      const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload
      rules.take(entry.client, topic, bytes).then(
        // The library would keep something of a connection that is over, and nobody comes again by its id.
        () => done(connection.closed ? new Error('it has ended') : undefined),
        (error: unknown) => done(error instanceof Error ? error : new Error('it was not taken')),
      )
    },
    authorizeSubscribe(connection, subscription, done) {
      const entry = entryOf.get(connection)
      const { subscriptions = {} } = connection as unknown as { subscriptions?: object }
      const isOneMore = !(subscription.topic in subscriptions)
      const isTooMany = isOneMore && Object.keys(subscriptions).length >= MAX_SUBSCRIPTIONS
      if (entry && !isTooMany && rules?.maySubscribe(entry.client.name, subscription.topic))
        return done(null, subscription)
      dropped++
      done(null, null)
    },
    authorizeForward(connection, packet) {
      const entry = entryOf.get(connection)
      return entry && rules?.maySubscribe(entry.client.name, packet.topic) ? packet : null
    },
  })

  aedes.on('client', (connection) => {
    const entry = entryOf.get(connection)
    if (!entry || entries.get(entry.client.name) !== entry) return
    entry.hasCome = true
    rules?.came(entry.client)
  })
  aedes.on('clientDisconnect', (connection) => {
    const entry = entryOf.get(connection)
    // The newer one of two has taken its place, and says when it goes.
    if (!entry || entries.get(entry.client.name) !== entry) return
    entries.delete(entry.client.name)
    const gone = entry.hasCome ? entry.client : entry.former
    if (gone && !isClosing) rules?.went(gone)
  })
  // Connections break. What the hub itself fails at, it is told where it is asked.
  aedes.on('clientError', () => {})
  aedes.on('connectionError', () => {})
  ;(aedes as NodeJS.EventEmitter).on('error', onFailure)

  function accept(connection: Duplex, network: string): void {
    connection.on('error', () => connection.destroy())
    const over = counted.come(network)
    if (!over || isClosing) {
      refused++
      over?.()
      connection.destroy()
      return
    }
    connection.once('close', over)
    aedes.handle(gated(connection))
  }

  /** Its port; null: it cannot be had. */
  async function opened(server: Server, host: string, wanted: number): Promise<number | null> {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(wanted, host, resolve)
      })
    } catch (error) {
      problem = (error as NodeJS.ErrnoException).code ?? 'unknown'
      return null
    }
    server.on('error', onFailure)
    servers.push(server)
    const address = server.address()
    return typeof address === 'object' && address ? address.port : null
  }

  return {
    get port() {
      return port
    },
    get tlsPort() {
      return tlsPort
    },
    get problem() {
      return problem
    },
    start(decides) {
      rules = decides
    },
    async listen(host, wanted) {
      const server = createServer(SOCKETS)
      server.on('connection', (socket) => accept(socket, clientNetwork(socket.remoteAddress ?? '')))
      port = await opened(server, host, wanted)
    },
    async listenTls(host, wanted, certificate) {
      const server = createTlsServer({ ...SOCKETS, ...certificate, handshakeTimeout: connectsWithinMs })
      // Those that have not said by which key they speak are not counted yet.
      server.maxConnections = MAX_CONNECTIONS
      server.on('secureConnection', (socket) => accept(socket, clientNetwork(socket.remoteAddress ?? '')))
      tlsPort = await opened(server, host, wanted)
      return tlsPort === null ? null : server
    },
    accept,
    publish(name, topic, payload) {
      const entry = entries.get(name)
      if (!entry?.hasCome || entry.connection.closed || entry.connection.conn.destroyed) return false
      aedes.publish({ cmd: 'publish', topic, payload, qos: 1, retain: false, dup: false }, () => {})
      return true
    },
    end(connectionId) {
      for (const { client, connection } of entries.values()) {
        if (client.connectionId === connectionId) connection.close()
      }
    },
    figures: (): EmbeddedFigures => ({ connections: entries.size, dropped, refused }),
    async [Symbol.asyncDispose]() {
      isClosing = true
      const closed = servers.map(
        (server) => new Promise<void>((resolve) => void server.close(() => resolve())),
      )
      await new Promise<void>((resolve) => aedes.close(resolve))
      await Promise.all(closed)
    },
  }
}

/** It has no followers, is not kept for any, and its content is not held while it is acknowledged. */
function taken(packet: PublishPacket): void {
  Object.assign(packet, { topic: TAKEN_TOPIC, payload: Buffer.alloc(0), retain: false })
}
