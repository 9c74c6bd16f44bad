import type { Principal, RunningEngine } from '@baton/hub/engine'
import { type Cursor, type Frame, foldRoom, type Room, type RoomState } from '@baton/protocol'

/** A client that does nothing but follow: folds what it receives, and resumes where it was. */
export class FollowerModel {
  readonly name: string
  readonly principal: Principal
  readonly rooms: readonly Room[]
  readonly states = new Map<Room, RoomState>()
  readonly faults: string[] = []
  cursor: Cursor | null = null
  /** How long it takes over each frame. */
  slowMs = 0
  resyncs = 0
  #stop: AbortController | null = null
  #onFrame: ((frame: Frame) => void) | null
  #wait: (ms: number) => Promise<void>

  constructor(parts: {
    readonly name: string
    readonly principal: Principal
    readonly rooms: readonly Room[]
    readonly wait: (ms: number) => Promise<void>
    readonly onFrame?: (frame: Frame) => void
  }) {
    this.name = parts.name
    this.principal = parts.principal
    this.rooms = parts.rooms
    this.#wait = parts.wait
    this.#onFrame = parts.onFrame ?? null
  }

  get connected(): boolean {
    return this.#stop !== null
  }

  connect(engine: RunningEngine): void {
    this.disconnect()
    const stop = new AbortController()
    this.#stop = stop
    const after = this.cursor ?? undefined
    void this.#follow(engine, after, stop.signal)
  }

  disconnect(): void {
    this.#stop?.abort()
    this.#stop = null
  }

  async #follow(engine: RunningEngine, after: Cursor | undefined, signal: AbortSignal): Promise<void> {
    try {
      const { principal, rooms } = this
      for await (const frame of engine.follow({ principal, rooms, after, signal }).frames) {
        if (this.slowMs > 0) await this.#wait(this.slowMs)
        if (signal.aborted) return
        this.#take(frame)
        this.#onFrame?.(frame)
      }
    } catch (error) {
      this.faults.push(`${this.name} was thrown out: ${String(error)}`)
    }
    if (this.#stop?.signal === signal) this.#stop = null
  }

  #take(frame: Frame): void {
    if (frame.kind === 'beacon') {
      if (frame.seq < (this.cursor?.seq ?? 0)) return
      return
    }
    const { epoch, seq } = frame
    if (frame.kind === 'resync') {
      this.resyncs++
      this.states.clear()
      // Until the snapshot is there, nothing is known that a replay could build on.
      this.cursor = null
      return
    } else if (frame.kind === 'snapshot') {
      this.states.set(frame.room, frame.state)
      // A stream that breaks between two of them begins with all of them.
      if (!this.rooms.every((room) => this.states.has(room))) return
    } else if (frame.kind === 'event') {
      this.#fold(frame)
    }
    this.cursor = { epoch, seq }
  }

  #fold(frame: Extract<Frame, { kind: 'event' }>): void {
    if (this.cursor && frame.epoch === this.cursor.epoch && frame.seq <= this.cursor.seq) {
      this.faults.push(`${this.name} was sent ${frame.seq} after ${this.cursor.seq}`)
    }
    const state = this.states.get(frame.room)
    if (!state) {
      this.faults.push(`${this.name} was sent an event of ${frame.room}, of which it has no snapshot`)
      return
    }
    this.states.set(frame.room, foldRoom(state, frame.event, frame))
  }
}
