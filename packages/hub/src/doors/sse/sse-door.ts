// The SSE door: a follower's frames as one long answer. Bytes go to the socket as they are, without chunks: the answer
// ends with its connection. Rules in docs/protocol/rest-sse.md.
import {
  BatonError,
  type Cursor,
  LogEpoch,
  type Room,
  sessionOfRoom,
  sessionRoom,
  streamContract,
} from '@baton/protocol'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Accounts } from '#accounts'
import { acceptsGzip, openBy, route } from '#doors/http'
import { actorIn, type Engine, type Principal } from '#engine'
import { KEEP_ALIVE_MS, keepAlive } from './keep-alive.ts'
import { messages } from './messages.ts'
import { oneStreamEach } from './one-stream-each.ts'
import { Packing } from './packing.ts'
import { Stream } from './stream.ts'
import { type Vocabulary, vocabulary } from './vocabulary.ts'

export interface SseParts {
  readonly engine: Engine
  readonly accounts: Accounts
  /** The most streams at once, of all users. */
  readonly maxStreams?: number
  /** The most streams at once of one user, and of one sign-in. */
  readonly maxStreamsOfUser?: number
  readonly maxStreamsOfSignIn?: number
  readonly keepAliveMs?: number
  /** The rooms that there are to follow, and what they are called; missing: everything that a hub knows. */
  readonly said?: Vocabulary
}

const MAX_STREAMS = 20_000
const MAX_STREAMS_OF_USER = 200
const MAX_STREAMS_OF_SIGN_IN = 20
const ROOM_AGAIN_WITHIN_MS = 10_000
/** Names no log: what cannot be read as a cursor gets a resync, like a cursor of another log. */
const NO_LOG = { epoch: '00000000' as LogEpoch, seq: 0 }

export function sseDoor({
  engine,
  accounts,
  maxStreams = MAX_STREAMS,
  maxStreamsOfUser = MAX_STREAMS_OF_USER,
  maxStreamsOfSignIn = MAX_STREAMS_OF_SIGN_IN,
  keepAliveMs,
  said = vocabulary(),
}: SseParts): FastifyPluginAsync {
  const written = messages(said)
  const plugin: FastifyPluginAsync = async (app) => {
    const ofSignIn = openBy<Stream>(({ credentialId }) => credentialId)
    const ofUser = openBy<Stream>(({ userId }) => userId)
    const claim = oneStreamEach()
    let count = 0
    const beat = keepAlive(keepAliveMs ?? KEEP_ALIVE_MS)
    const stopListening = accounts.onRevoked((credentialId) => {
      for (const stream of ofSignIn.of(credentialId)) stream.end()
    })
    // Whoever may do other things now asks anew, and is answered by the rights of today.
    const stopHearingChanges = accounts.onChanged((userId) => {
      for (const stream of ofUser.of(userId)) stream.end()
    })
    app.addHook('preClose', async () => {
      stopListening()
      stopHearingChanges()
      beat.stop()
      for (const stream of ofSignIn.all()) stream.end()
    })

    route(
      app,
      streamContract.events,
      async (request, reply) => {
        const principal = request.signedIn()
        const rooms = roomsOf(request.query.rooms, principal, said)
        await refuseUnseen(rooms, principal)
        const after = await cursorOf(request, request.query.last_event_id, principal)
        using place = claim(request.raw.socket)
        if (!(await place.turnOf(reply.raw))) return void reply.hijack()
        if (count >= maxStreams) throw new BatonError('hub.busy')
        if (
          ofSignIn.of(principal.credentialId).size >= maxStreamsOfSignIn ||
          ofUser.of(principal.userId).size >= maxStreamsOfUser
        ) {
          throw new BatonError('limit.too-many', { retry_after_ms: ROOM_AGAIN_WITHIN_MS })
        }
        reply.hijack()
        place.keep()
        const packing = acceptsGzip(request.headers['accept-encoding']) ? new Packing() : null
        const socket = opened(request, reply, packing)
        const stream = new Stream(engine, written, principal, rooms, after, socket, packing)
        count++
        beat.add(stream)
        ofSignIn.add(stream)
        ofUser.add(stream)
        // Whoever ended the sign-in before this moment did not find the stream.
        if (!(await request.isStillSignedIn())) stream.end()
        stream
          .run()
          .catch((error: unknown) => request.log.warn({ err: error }, 'a stream broke off'))
          .finally(() => {
            count--
            beat.remove(stream)
            ofSignIn.remove(stream)
            ofUser.remove(stream)
          })
      },
      { head: 'none' },
    )
  }
  return plugin

  async function refuseUnseen(rooms: readonly Room[], principal: Principal): Promise<void> {
    if (!(await engine.mayFollow(principal, rooms))) throw notYours()
  }

  async function cursorOf(
    request: FastifyRequest,
    inQuery: string | undefined,
    principal: Principal,
  ): Promise<Cursor | undefined> {
    const inHeader = request.headers['last-event-id']
    // A browser that reconnects by itself says more than the address it was once given.
    const text = (typeof inHeader === 'string' && inHeader) || inQuery
    if (!text) return undefined
    const [, epoch, digits] = /^(?:([a-z0-9]{8,32})-)?(\d{1,15})$/.exec(text) ?? []
    if (digits === undefined) return NO_LOG
    const seq = Number(digits)
    if (epoch !== undefined) return { epoch: LogEpoch.parse(epoch), seq }
    const present = await engine.session(principal, principal.sessionId)
    return present ? { epoch: LogEpoch.parse(present.epoch), seq } : NO_LOG
  }
}

function roomsOf(text: string, principal: Principal, { rooms: known }: Vocabulary): readonly Room[] {
  const own = sessionRoom(principal.sessionId)
  const rooms = new Set<Room>()
  for (const name of text.split(',').map((part) => part.trim())) {
    if (name === '') continue
    const room = name === 'session' ? own : known.parse(name)
    rooms.add(room === own ? own : sharedRoom(room, principal))
  }
  if ([...rooms].filter((room) => sessionOfRoom(room) !== null).length > 1)
    throw new BatonError('request.invalid', { rooms: 'names more than one session' })
  if (rooms.size === 0) throw new BatonError('request.invalid', { rooms: 'names no room' })
  return [...rooms]
}

/** Of sessions, only those of boxes. */
function sharedRoom(room: Room | null, principal: Principal): Room {
  const sessionId = room && sessionOfRoom(room)
  if (room && (sessionId === null || actorIn(principal, sessionId))) return room
  throw notYours()
}

function notYours(): BatonError {
  return new BatonError('request.invalid', { rooms: 'names a room that is not yours to follow' })
}

/** Sends the head of the answer; from here on the socket is the follower's. */
function opened(request: FastifyRequest, reply: FastifyReply, packing: Packing | null) {
  const { raw } = reply
  raw.useChunkedEncodingByDefault = false
  raw.shouldKeepAlive = false
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value)
  }
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    vary: 'accept-encoding',
    ...(packing && { 'content-encoding': 'gzip' }),
    connection: 'close',
  })
  raw.flushHeaders()
  const { socket } = request.raw
  socket.setNoDelay(true)
  socket.setTimeout(0)
  if (packing) socket.write(packing.head)
  return socket
}
