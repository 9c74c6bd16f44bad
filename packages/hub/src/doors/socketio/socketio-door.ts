// The Socket.IO door: rooms, states and operations for programs of a music box. Rules in docs/protocol/socketio.md.
import type { IncomingMessage } from 'node:http'
import { BatonError, ERRORS, type HouseholdId, socketContract } from '@baton/protocol'
import { type Socket as EngineSocket, Server as Engines } from 'engine.io'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import { Server, type Socket } from 'socket.io'
import type { Accounts } from '#accounts'
import { openBy, refusal, route } from '#doors/http'
import { type Engine, type HealthReadings, mustBeWithin, type Principal } from '#engine'
import { authenticate } from './authenticate.ts'
import { Client, type Start } from './client.ts'
import type { Document } from './document.ts'
import { httpTwin } from './http-twin.ts'
import { newcomers } from './newcomers.ts'
import { pageRoutes, pageWindows, type WatchesAgents } from './page/index.ts'
import { positionTicker } from './position-ticker.ts'
import { problemFields, problemOf } from './problems.ts'
import { linedUp, type MusicReadings, sharedReadings } from './readings.ts'
import { toldOnce } from './told-once.ts'

export interface SocketIoParts extends MusicReadings {
  readonly engine: Engine
  readonly accounts: Accounts
  readonly health: Pick<HealthReadings, 'present'>
  /** Missing: the hub calls nobody. */
  readonly agents?: WatchesAgents
  /** Of the hub, as releases are numbered. */
  readonly version: string
  /** Looks for new music in the household's music folders. */
  readonly scan: (householdId: HouseholdId) => void
  /** The most sockets at once, of all users, of one user, and of one sign-in. */
  readonly maxSockets?: number
  readonly maxSocketsOfUser?: number
  readonly maxSocketsOfSignIn?: number
  /** The most connections of one address that have not said yet who they are. */
  readonly maxNewcomersOfAddress?: number
  /** How often it is tried whether a client is still there. */
  readonly pingEveryMs?: number
  /** How often a page is told that its socket is well. */
  readonly pagePingEveryMs?: number
}

const PATH = '/socket.io/'
const MAX_SOCKETS = 20_000
const MAX_SOCKETS_OF_USER = 200
const MAX_SOCKETS_OF_SIGN_IN = 20
const MAX_NEWCOMERS_OF_ADDRESS = 500
const ROOM_AGAIN_WITHIN_MS = 10_000
/** As large as a body over HTTP. */
const MAX_MESSAGE_BYTES = 256 * 1024
const SIGNS_IN_WITHIN_MS = 10_000
const PING_EVERY_MS = 25_000
const ANSWERS_PING_WITHIN_MS = 20_000
/** The light of a page goes out after 7 s of silence. */
const PAGE_PING_EVERY_MS = 5_000
const NO_AGENTS: WatchesAgents = { find: async () => null, watched() {} }

interface SignedIn {
  principal: Principal
  start: Start
}

export function socketIoDoor({
  engine,
  accounts,
  health,
  agents = NO_AGENTS,
  library: ownLibrary,
  uploads,
  downloads,
  version,
  scan,
  maxSockets = MAX_SOCKETS,
  maxSocketsOfUser = MAX_SOCKETS_OF_USER,
  maxSocketsOfSignIn = MAX_SOCKETS_OF_SIGN_IN,
  maxNewcomersOfAddress = MAX_NEWCOMERS_OF_ADDRESS,
  pingEveryMs = PING_EVERY_MS,
  pagePingEveryMs = PAGE_PING_EVERY_MS,
}: SocketIoParts): FastifyPluginAsync {
  const plugin: FastifyPluginAsync = async (app) => {
    const strangers = newcomers(maxNewcomersOfAddress)
    const engines = new Engines({
      transports: ['polling', 'websocket'],
      maxHttpBufferSize: MAX_MESSAGE_BYTES,
      pingInterval: pingEveryMs,
      pingTimeout: ANSWERS_PING_WITHIN_MS,
      httpCompression: false,
      perMessageDeflate: false,
      allowRequest: (request, allow) =>
        allow(null, engines.clientsCount < maxSockets && strangers.hasRoom(app.addressOfRaw(request))),
    })
    const isKnownNow = new WeakMap<object, () => void>()
    engines.on('connection', (connection: EngineSocket) => {
      const leave = strangers.enter(app.addressOfRaw(connection.request as IncomingMessage))
      isKnownNow.set(connection, leave)
      connection.once('close', leave)
    })
    const io = new Server<never, never, never, SignedIn>({
      connectTimeout: SIGNS_IN_WITHIN_MS,
      serveClient: false,
    })
    io.bind(engines)
    answerRequests(app, engines)

    const ofSignIn = openBy<Client>(({ credentialId }) => credentialId)
    const ofUser = openBy<Client>(({ userId }) => userId)
    const ticker = positionTicker()
    const library = linedUp(ownLibrary)
    const readings = sharedReadings(engine, { library, uploads, downloads })
    const tellsOnce = toldOnce()
    const tellUser = (userId: string, event: 'ack:op' | 'err:op', document: Document) => {
      for (const client of ofUser.of(userId)) client.tellOutcome(event, document)
    }
    app.register(httpTwin({ engine, library, health, version, scan, tellUser }))
    const onFailure = (error: unknown) => app.log.warn({ err: error }, 'a page could not be told')
    const windows = pageWindows({ engine, agents, onFailure })
    app.register(pageRoutes({ engine, agents, windows }))
    const pinging = setInterval(() => {
      for (const window of windows.all()) window.ping()
    }, pagePingEveryMs)
    pinging.unref()
    const stopListening = accounts.onRevoked((credentialId) => {
      for (const client of ofSignIn.of(credentialId)) client.end()
    })
    // Whoever may do other things now connects anew, and is answered by the rights of today.
    const stopHearingChanges = accounts.onChanged((userId) => {
      for (const client of ofUser.of(userId)) client.end()
    })
    app.addHook('preClose', async () => {
      stopListening()
      stopHearingChanges()
      clearInterval(pinging)
      for (const client of ofSignIn.all()) client.end()
      io.disconnectSockets(true)
      engines.close()
    })

    io.use((socket, next) => {
      admit(socket).then(
        () => next(),
        (error: unknown) => next(connectError(error)),
      )
    })

    io.on('connection', (socket) => {
      const { principal, start } = socket.data
      isKnownNow.get(socket.conn)?.()
      const remoteAddress = app.addressOfRaw(socket.conn.request as IncomingMessage)
      const client = new Client(
        { engine, library, health, readings, toldOnce: tellsOnce, log: app.log, tellUser, remoteAddress },
        socket,
        principal,
        start,
      )
      const window = windows.opened(client.asWindow())
      ofSignIn.add(client)
      ofUser.add(client)
      ticker.add(client)
      socket.on('disconnect', () => {
        ofSignIn.remove(client)
        ofUser.remove(client)
        ticker.remove(client)
        windows.closed(window)
        // Whoever has left is nobody any more, and keeps no connection.
        socket.conn.close()
      })
      // Whoever ended the sign-in before this moment did not find the client.
      signedIn(socket).catch(() => client.end())
      client.run().catch((error: unknown) => app.log.warn({ err: error }, 'a socket broke off'))
    })

    async function admit(socket: Socket<never, never, never, SignedIn>): Promise<void> {
      const principal = mustBeWithin(await signedIn(socket), 'read')
      if (
        ofSignIn.of(principal.credentialId).size >= maxSocketsOfSignIn ||
        ofUser.of(principal.userId).size >= maxSocketsOfUser
      ) {
        throw new BatonError('limit.too-many', { retry_after_ms: ROOM_AGAIN_WITHIN_MS })
      }
      const refused = await engine.rates.count('control', principal.userId)
      if (refused) throw refusal(refused)
      const present = await engine.session(principal, principal.sessionId)
      if (!present) throw new BatonError('session.not-found')
      engine.heard(principal)
      socket.data.principal = principal
      socket.data.start = { epoch: present.epoch, seq: present.seq }
    }

    function signedIn(socket: Socket<never, never, never, SignedIn>): Promise<Principal> {
      return authenticate(socket as unknown as Socket, accounts, (header) => app.parseCookie(header))
    }
  }
  return plugin
}

/** Host and origin were looked at before: of a request by the server's guard, of a WebSocket by that for other protocols. */
function answerRequests(app: FastifyInstance, engines: Engines): void {
  app.takeUpgrades(PATH, (request, socket, head) =>
    engines.handleUpgrade(request as never, socket as never, head),
  )
  app.register(async (polled) => {
    // The body is read by Socket.IO itself, which bounds it.
    polled.removeAllContentTypeParsers()
    polled.addContentTypeParser('*', (_request, _body, done) => done(null))
    for (const declared of [socketContract.poll, socketContract.send]) {
      route(
        polled,
        declared,
        (request, reply) => {
          reply.hijack()
          for (const [name, value] of Object.entries(reply.getHeaders())) {
            if (value !== undefined) reply.raw.setHeader(name, value)
          }
          engines.handleRequest(request.raw as never, reply.raw as never)
        },
        { head: 'none' },
      )
    }
  })
}

/** A client is told why in `data`, as `err:op` would. */
function connectError(error: unknown): Error {
  const problem = problemOf(error)
  return Object.assign(new Error(ERRORS[problem.code].message), { data: problemFields(problem) })
}
