import type { Socket } from 'node:net'
import {
  type BeaconFrame,
  type CaughtUpFrame,
  type Cursor,
  type EventFrame,
  type Frame,
  foldSession,
  isQueueEvent,
  type Room,
  type SessionView,
  type SnapshotFrame,
  sessionOfRoom,
} from '@baton/protocol'
import { urlsOf } from '#doors/http'
import type { Engine, Principal, SessionReading } from '#engine'
import { caughtUpBytes, KEEPALIVE, type Messages, resyncBytes, type Urls } from './messages.ts'
import { isLong, type Packing, packedLong } from './packing.ts'
import { Patience } from './patience.ts'
import { writePieces } from './write-pieces.ts'

const TAKES_THE_END_WITHIN_MS = 1_000
/** One for all: it is looked at for each frame of each follower. */
const NO_SNAPSHOTS: readonly SnapshotFrame[] = []

/**
 * One follower's answer. It reads the next frame only when the socket has taken the last one, so that what a slow
 * follower cannot take waits in its subscription, which is bounded, and never here.
 */
export class Stream {
  readonly principal: Principal
  readonly #engine: Engine
  readonly #messages: Messages
  readonly #rooms: readonly Room[]
  readonly #after: Cursor | undefined
  readonly #socket: Socket
  /** Null: bytes as they are. */
  readonly #packing: Packing | null
  readonly #ending = new AbortController()
  /** Whether `#ending` was aborted: asked at each frame of each follower, where the signal's own answer is dear. */
  #isOver = false
  #snapshots = NO_SNAPSHOTS
  /** The session as this follower knows it: kept only for a device, which may be given media addresses. */
  #view: { readonly session: SessionView; readonly seq: number } | null = null
  #told: Urls = {}
  readonly #patience: Patience
  /** What was too long to be written at once, for the loop of `run`. */
  #formatted: { readonly frame: Frame; readonly bytes: Buffer } | null = null
  #isMidMessage = false

  constructor(
    engine: Engine,
    messages: Messages,
    principal: Principal,
    rooms: readonly Room[],
    after: Cursor | undefined,
    socket: Socket,
    packing: Packing | null,
  ) {
    this.#engine = engine
    this.#messages = messages
    this.principal = principal
    this.#rooms = rooms
    this.#after = after
    this.#socket = socket
    this.#packing = packing
    this.#patience = new Patience(socket)
    socket.on('close', () => this.end())
    socket.on('error', () => this.end())
    if (socket.destroyed) this.end()
  }

  async run(): Promise<void> {
    const { signal } = this.#ending
    const request = {
      principal: this.principal,
      rooms: this.#rooms,
      after: this.#after,
      signal,
      takeAtOnce: this.#writeAtOnce,
    }
    try {
      for await (const frame of this.#engine.follow(request).frames) {
        if (this.#isOver) break
        const held = frame.kind === 'snapshot' ? null : this.#heldSnapshot()
        if (held) await this.#writeInTurn(held)
        const bytes = await this.#bytesOf(frame)
        if (bytes) await this.#writeInTurn(bytes)
      }
    } finally {
      this.end()
      if (this.#packing) this.#socket.end(this.#packing.end())
      else this.#socket.end()
    }
  }

  #write(bytes: Buffer): void {
    this.#socket.write(this.#packing ? this.#packing.next(bytes) : bytes)
  }

  /** Resolves when the socket has room for more, or is gone. Nothing else is written in between. */
  async #writeInTurn(bytes: Buffer): Promise<void> {
    const packed = this.#packing ? await packedLong(bytes) : undefined
    this.#isMidMessage = true
    await writePieces(this.#socket, this.#packing ? this.#packing.next(bytes, packed) : bytes)
    this.#isMidMessage = false
  }

  /** A follower that does not take the end within a moment is cut off. */
  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#ending.abort()
    if (this.#socket.destroyed) return
    setTimeout(() => this.#socket.destroy(), TAKES_THE_END_WITHIN_MS).unref()
  }

  /** Keeps the connection open. It is no contact of the device behind it: a cut link swallows bytes for minutes. */
  keepAlive(): void {
    if (this.#patience.isOver(performance.now())) this.#socket.destroy()
    else if (this.#socket.writableLength === 0 && !this.#isMidMessage) this.#write(KEEPALIVE)
  }

  /** Only a short one, where the socket has taken everything so far; the loop of `run` has the patience for others. */
  readonly #writeAtOnce = (frame: EventFrame | BeaconFrame): boolean => {
    const socket = this.#socket
    if (this.#isOver || this.#snapshots.length > 0 || socket.writableLength > 0) return false
    const bytes = frame.kind === 'event' ? this.#event(frame) : this.#messages.beacon(frame)
    if (isLong(bytes)) {
      // What it tells of media addresses is told once: it is not formatted again.
      this.#formatted = { frame, bytes }
      return false
    }
    this.#write(bytes)
    return true
  }

  async #bytesOf(frame: Frame): Promise<Buffer | null> {
    const formatted = this.#formatted
    this.#formatted = null
    if (formatted?.frame === frame) return formatted.bytes
    switch (frame.kind) {
      case 'snapshot': {
        this.#snapshots = [...this.#snapshots, frame]
        return this.#snapshots.length < this.#rooms.length ? null : this.#heldSnapshot()
      }
      case 'event':
        return this.#event(frame)
      case 'beacon':
        return this.#messages.beacon(frame)
      case 'caught-up':
        return this.#caughtUp(frame)
      case 'resync':
        return resyncBytes(frame, this.#engine.now())
      // Whoever follows by this door joins nothing later.
      case 'ack':
        return null
    }
  }

  /** Of a room that is not there any more no snapshot comes: what came of the others is not held back for it. */
  #heldSnapshot(): Buffer | null {
    const held = this.#snapshots
    if (held.length === 0) return null
    this.#snapshots = NO_SNAPSHOTS
    return this.#snapshot(held)
  }

  #snapshot(frames: readonly SnapshotFrame[]): Buffer {
    const bytes = this.#messages.snapshot(frames, this.#engine.now(), ({ session }) =>
      this.#engine.tickets.forFollower(this.principal, session),
    )
    for (const { state, seq } of frames) {
      if (state.family === 'session') this.#remember(state.session, seq)
    }
    return bytes
  }

  #event(frame: EventFrame): Buffer {
    const known = this.#view
    if (!known || sessionOfRoom(frame.room) === null) return this.#messages.event(frame, this.#engine)
    if (frame.seq > known.seq) {
      const session = foldSession(known.session, frame.event, frame)
      this.#view = { session, seq: frame.seq }
      if (isQueueEvent(frame.event)) return this.#messages.event(frame, this.#engine)
      const urls = this.#news(session)
      if (urls) return this.#messages.ownEvent(frame, this.#engine.now(), urls)
    }
    return this.#messages.event(frame, this.#engine)
  }

  async #caughtUp(frame: CaughtUpFrame): Promise<Buffer> {
    const sessionId = this.#rooms.map(sessionOfRoom).find((id) => id !== null)
    const reading: SessionReading | null = sessionId
      ? await this.#engine.session(this.principal, sessionId)
      : null
    if (reading) this.#remember(reading.session, reading.seq)
    return caughtUpBytes(frame, this.#engine.now(), reading, this.#told)
  }

  #remember(session: SessionView, seq: number): void {
    if (!this.principal.deviceId) return
    this.#view = { session, seq }
    this.#told = this.#urls(session)
  }

  /** What the follower has to be told anew of its media addresses: null where it may fetch nothing any more. */
  #news(session: SessionView): Urls | null {
    const before = this.#told
    const now = this.#urls(session)
    this.#told = now
    const news = {
      ...(now.file_url !== before.file_url && { file_url: now.file_url ?? null }),
      ...(now.next_file_url !== before.next_file_url && { next_file_url: now.next_file_url ?? null }),
    }
    return Object.keys(news).length === 0 ? null : news
  }

  #urls(session: SessionView): Urls {
    const { fileUrl, nextFileUrl } = urlsOf(
      session,
      this.#engine.tickets.forFollower(this.principal, session),
    )
    return {
      ...(fileUrl !== undefined && { file_url: fileUrl }),
      ...(nextFileUrl !== undefined && { next_file_url: nextFileUrl }),
    }
  }
}
