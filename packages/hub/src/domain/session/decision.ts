import type { Queue } from '@baton/protocol'
import {
  type CommandResult,
  type DeviceId,
  foldQueue,
  foldSession,
  isQueueEvent,
  type LastPlayed,
  type QueueEvent,
  type Rejection,
  type SessionEvent,
  type TrackId,
} from '@baton/protocol'
import { type Context, deviceOf } from './context.ts'
import type { Session } from './session.ts'

export type AggregateEvent = SessionEvent | QueueEvent

export interface Play {
  readonly trackId: TrackId
  readonly deviceId: DeviceId | null
  /** By the clock of the machine that played it; missing: now, by the hub's. */
  readonly at?: number
}

/** What a command leads to: facts, in order, and the state that they lead to. */
export interface Accepted {
  readonly session: Session
  readonly events: readonly AggregateEvent[]
  readonly plays: readonly Play[]
  readonly result: CommandResult
}

export type Decision =
  | { readonly accepted: Accepted; readonly rejected?: never }
  | { readonly rejected: Rejection; readonly accepted?: never }

/**
 * A decision in the making. Each fact is folded in at once, so that the next rule sees what the former ones led to.
 * It lives within one call of `decide` and is never seen outside.
 */
export class Draft {
  readonly before: Session
  readonly now: number
  readonly events: AggregateEvent[] = []
  readonly plays: Play[] = []
  session: Session
  result: CommandResult = {}

  readonly #known: Pick<Context, 'devices' | 'shared'>

  constructor(before: Session, known: Pick<Context, 'now' | 'devices' | 'shared'>) {
    this.before = before
    this.session = before
    this.now = known.now
    this.#known = known
  }

  get view(): Session['view'] {
    return this.session.view
  }

  /** The queue; a command that touches it declared so, and it was loaded. */
  get queue(): Queue {
    const { queue } = this.session
    if (queue === null) throw new Error('This command needs the queue and did not say so in needsQueue()')
    return queue
  }

  /** When this device was heard of last, or will have been by what has been promised to it; 0: there is no such device. */
  heardAt(deviceId: DeviceId): number {
    return deviceOf(this.#known, deviceId)?.heardAt ?? 0
  }

  /** Where the music was heard up to this instant: between two speakers, on the former one. */
  playedOn(at: number): LastPlayed {
    const deviceId = this.view.handOver?.fromDeviceId ?? this.view.activeDeviceId
    const device = deviceOf(this.#known, deviceId)
    return { at, deviceId, deviceName: device?.view.name ?? null }
  }

  happen(event: AggregateEvent): void {
    const stamp = { revision: this.before.view.revision + 1, at: this.now }
    this.events.push(event)
    this.session = {
      view: foldSession(this.view, event, stamp),
      queue: isQueueEvent(event) ? foldQueue(this.queue, event) : this.session.queue,
    }
  }

  finish(): Accepted {
    return {
      session: this.session,
      events: this.events,
      plays: this.plays,
      result: this.result,
    }
  }
}
