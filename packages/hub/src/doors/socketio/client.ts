// One connected client: what it says is answered one after the other, in the order in which it came.
import { BatonError, CommandId, type TagAction, type Turns, turns } from '@baton/protocol'
import type { FastifyBaseLogger } from 'fastify'
import type { Socket } from 'socket.io'
import { refusal } from '#doors/http'
import type { HealthReadings, Principal } from '#engine'
import type { Document } from './document.ts'
import { ClientRooms, playerTold } from './following.ts'
import { healthTold } from './health.ts'
import { envelope, NFC, PLAYLISTS } from './names.ts'
import { isOperation, type Outcome, operate, saidOperationId } from './operations.ts'
import type { Socketed } from './page/index.ts'
import { positionDocument } from './player-state.ts'
import { problemFields, problemOf } from './problems.ts'
import { readPlayer, type Sources, type sharedReadings } from './readings.ts'
import { SyncRequest, synchronize } from './sync.ts'
import { actOnTags, isTagAction } from './tags.ts'
import type { ToldOnce } from './told-once.ts'
import { Wire } from './wire.ts'

/** So many messages of one client wait for their turn; one that sends more is cut off. */
const MOST_UNANSWERED = 100
const OPERATION = 'op:'

export interface ClientParts extends Sources {
  readonly health: Pick<HealthReadings, 'present'>
  readonly readings: ReturnType<typeof sharedReadings>
  readonly toldOnce: ToldOnce
  readonly log: FastifyBaseLogger
  /** From where it has connected. */
  readonly remoteAddress: string
  /** Tells all of a user's clients what an operation came to. */
  readonly tellUser: (userId: string, event: 'ack:op' | 'err:op', document: Document) => void
}

/** Where the log stood when somebody connected. */
export interface Start {
  readonly epoch: string
  readonly seq: number
}

type Reply = (document: Document) => void

export class Client {
  readonly principal: Principal
  readonly #parts: ClientParts
  readonly #wire: Wire
  readonly #rooms: ClientRooms
  readonly #inbox: Turns = turns({ mostWaiting: MOST_UNANSWERED })
  readonly #ending = new AbortController()
  readonly #id: string

  constructor(parts: ClientParts, socket: Socket, principal: Principal, start: Start) {
    this.#parts = parts
    this.principal = principal
    const { engine, library, readings, toldOnce, remoteAddress } = parts
    const { signal } = this.#ending
    this.#id = socket.id
    const wire = new Wire(socket)
    this.#wire = wire
    this.#rooms = new ClientRooms({ engine, library, principal, wire, readings, toldOnce, signal }, start)
    // Foreign clients may call an event by a number: there is none of that name.
    socket.onAny((event: unknown, ...args: unknown[]) => this.#hear(String(event), args))
    socket.on('disconnect', () => this.#ending.abort())
    this.#wire.tell('connect_response', {
      message: 'Socket.IO connection made',
      connectionId: socket.id,
      userAgent: socket.handshake.headers['user-agent'] ?? null,
      remoteAddress,
    })
    this.#wire.tell('connection_status', {
      status: 'connected',
      sid: socket.id,
      server_seq: start.seq,
      epoch: start.epoch,
      server_time: engine.now(),
    })
  }

  /** Tells what happens in the rooms that it joins, until it is gone. */
  async run(): Promise<void> {
    try {
      await this.#rooms.run()
    } finally {
      this.end()
    }
  }

  end(): void {
    this.#ending.abort()
    this.#wire.cut()
  }

  /** As a page sees it that shows a device. */
  asWindow(): Socketed {
    const wire = this.#wire
    return {
      id: this.#id,
      principal: this.principal,
      signal: this.#ending.signal,
      tell: (event, document) => wire.tell(event, document),
      tellNow: (event, document) => wire.tellNow(event, document),
    }
  }

  /** What an operation of its user came to, whichever way it was asked for. */
  tellOutcome(event: 'ack:op' | 'err:op', document: Document): void {
    this.#wire.tell(event, this.#placed(document))
  }

  tellPosition(): void {
    const { player, place } = this.#rooms
    if (player?.session.playState !== 'playing') return
    const data = positionDocument(player.session, place.at)
    this.#wire.tellNow(
      'state:track_position',
      envelope({ event: 'state:track_position', data }, place, 'snapshot'),
    )
  }

  #hear(event: string, args: readonly unknown[]): void {
    const { engine } = this.#parts
    engine.heard(this.principal)
    const last = args.at(-1)
    const reply = typeof last === 'function' ? (last as Reply) : null
    const payload = (typeof args[0] === 'object' && args[0]) || {}
    this.#inbox
      .take(async () => {
        await this.#wire.room()
        if (this.#wire.isOpen) await this.#answer(event, payload, reply)
      })
      .catch((error: unknown) => {
        this.#unexpected(error)
        this.end()
      })
  }

  #unexpected(error: unknown): void {
    const { code } = problemOf(error)
    if (code === 'hub.internal') this.#parts.log.error({ err: error }, 'a message of a socket failed')
  }

  async #answer(event: string, payload: object, reply: Reply | null): Promise<void> {
    if (event === 'client_ping') return this.#wire.tell('client_pong', {})
    if (event.startsWith('join:')) return this.#join(event.slice('join:'.length), payload, reply)
    if (event.startsWith('leave:')) return this.#leave(event.slice('leave:'.length), payload, reply)
    if (event.startsWith(OPERATION)) {
      const name = event.slice(OPERATION.length)
      return this.#operate(payload, reply, (id) => this.#operation(name, payload, id))
    }
    if (isTagAction(event)) return this.#operate(payload, reply, (id) => this.#tagAction(event, payload, id))
    if (event === 'sync:request') return this.#synchronize(payload)
    if (event === 'client:request_current_state') return this.#tellPlayer(payload)
    if (event === 'health_check') return this.#tellHealth()
  }

  async #join(kind: string, payload: object, reply: Reply | null): Promise<void> {
    const answer = this.#answering('ack:join', reply)
    const name = roomCalled(kind, payload)
    try {
      await this.#count()
    } catch (error) {
      return answer({ room: name, success: false, ...this.#seq(), ...this.#problem(error) })
    }
    this.#rooms.join(name, answer)
  }

  async #leave(kind: string, payload: object, reply: Reply | null): Promise<void> {
    this.#rooms.leave(roomCalled(kind, payload), this.#answering('ack:leave', reply))
  }

  #answering(event: string, reply: Reply | null): Reply {
    return (document) => {
      this.#wire.tell(event, document)
      reply?.(document)
    }
  }

  async #operation(name: string, payload: object, id: CommandId | undefined): Promise<Outcome> {
    if (!isOperation(name)) throw new BatonError('request.not-offered')
    return operate(this.#parts, this.principal, { name, payload, id })
  }

  /** Whoever begins to wait for a tag is told how that goes. */
  async #tagAction(action: TagAction, payload: object, id: CommandId | undefined): Promise<Outcome> {
    const outcome = await actOnTags(this.#parts.engine, this.principal, { action, payload, id })
    if (action !== 'stop_nfc_link' && !this.#rooms.names.includes(NFC)) this.#rooms.join(NFC, () => {})
    return outcome
  }

  async #operate(
    payload: object,
    reply: Reply | null,
    carryOut: (id: CommandId | undefined) => Promise<Outcome>,
  ): Promise<void> {
    const { tellUser } = this.#parts
    const { userId } = this.principal
    try {
      const id = operationId(payload)
      const { data, seq } = await carryOut(id)
      const done = { client_op_id: id ?? null, success: true, data, server_seq: seq }
      tellUser(userId, 'ack:op', done)
      reply?.(this.#placed(done))
    } catch (error) {
      this.#failed(payload, error, reply)
    }
  }

  #failed(payload: object, error: unknown, reply: Reply | null): void {
    const said = (payload as { readonly client_op_id?: unknown }).client_op_id
    const failed = {
      client_op_id: saidOperationId(said),
      success: false,
      ...this.#problem(error),
    }
    this.#parts.tellUser(this.principal.userId, 'err:op', failed)
    reply?.(this.#placed(failed))
  }

  async #synchronize(payload: object): Promise<void> {
    const { engine, library } = this.#parts
    const { principal } = this
    const wire = this.#wire
    const rooms = this.#rooms
    const { signal } = this.#ending
    try {
      await this.#count()
      const request = SyncRequest.parse(payload)
      await rooms.alone(() => synchronize({ engine, library, principal, wire, rooms, signal }, request))
    } catch (error) {
      const asked = (payload as { readonly requested_rooms?: unknown }).requested_rooms
      const { message, ...problem } = this.#problem(error)
      wire.tell('sync:error', {
        error: message,
        requested_rooms: Array.isArray(asked) ? asked.slice(0, 100) : rooms.names,
        ...problem,
        ...this.#seq(),
      })
    }
  }

  async #tellPlayer(payload: object): Promise<void> {
    const { engine } = this.#parts
    try {
      await this.#count()
      const player = await readPlayer(this.#parts, this.principal)
      const { seq, epoch, plays } = player
      await this.#rooms.tell(
        playerTold(player, engine.now(), plays),
        { seq, epoch, at: engine.now() },
        'snapshot',
      )
    } catch (error) {
      this.#failed(payload, error, null)
    }
  }

  async #tellHealth(): Promise<void> {
    const { engine, health } = this.#parts
    try {
      await this.#count()
      const { problems, ...status } = healthTold(await health.present(this.principal))
      const timestamp = engine.now()
      this.#wire.tell('health_status', { ...status, timestamp })
      for (const problem of problems) this.#wire.tell('health_error', { ...problem, timestamp })
    } catch (error) {
      const { message, ...problem } = this.#problem(error)
      this.#wire.tell('health_error', {
        error: message,
        component: 'hub',
        timestamp: engine.now(),
        ...problem,
      })
    }
  }

  /** What is no command is counted here, as other doors count what only reads. */
  async #count(): Promise<void> {
    const refused = await this.#parts.engine.rates.count('read', this.principal.userId)
    if (refused) throw refusal(refused)
  }

  #problem(error: unknown): Document & { readonly message?: unknown } {
    this.#unexpected(error)
    return problemFields(problemOf(error))
  }

  /** With how far this client has heard, where nothing else is said. */
  #placed(document: Document): Document {
    return { ...this.#seq(), ...document }
  }

  #seq() {
    const { seq, epoch } = this.#rooms.place
    return { server_seq: seq, epoch }
  }
}

/** `playlist` with the id that is named beside it, else as it stands. */
function roomCalled(kind: string, payload: object): string {
  if (kind !== 'playlist') return kind === PLAYLISTS || kind === NFC ? kind : kind.slice(0, 100)
  const { playlist_id: id } = payload as { readonly playlist_id?: unknown }
  return `playlist:${typeof id === 'string' ? id.slice(0, 100) : ''}`
}

function operationId(payload: object): CommandId | undefined {
  const { client_op_id: said } = payload as { readonly client_op_id?: unknown }
  return said === undefined || said === null ? undefined : CommandId.parse(said)
}
