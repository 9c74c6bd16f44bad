import { memoryBell } from '@baton/hub/bells/memory'
import { newSession } from '@baton/hub/domain'
import {
  type Bell,
  type Clock,
  createEngine,
  type EngineParts,
  type Following,
  type LoggedEvent,
  NO_RATE_LIMITS,
  type Principal,
  type RunningEngine,
  rates,
  type Store,
} from '@baton/hub/engine'
import { insertSession } from '@baton/hub/stores/sql'
import type {
  Capabilities,
  Command,
  CommandId,
  Cursor,
  DeviceId,
  DeviceKind,
  Frame,
  LogEpoch,
  OfferId,
  Receipt,
  Room,
  SessionId,
  SessionView,
  UserId,
} from '@baton/protocol'
import { sessionRoom } from '@baton/protocol'
import { Dice } from '../fakes/seeded-chance.ts'
import { quiet, VirtualClock } from '../fakes/virtual-clock.ts'
import { makeHousehold, type StormHousehold, withDevice } from './random-household.ts'

type Own<C> = C extends { readonly sessionId: unknown } ? Omit<C, 'sessionId'> : C
/** A command about one's own session. */
export type OwnCommand = Own<Command>

export interface WorkerOptions {
  readonly bell?: Bell
  readonly clock?: Clock
  readonly store?: Store
  readonly soleWorker?: boolean
  readonly ticketKey?: Uint8Array
  /** The rules of every kind of room; missing: of those that the product has. */
  readonly rooms?: EngineParts['rooms']
  /** Missing: nobody does anything too often. */
  readonly rates?: EngineParts['rates']
}

/** A bell that nobody hears. */
export const DEAF_BELL: Bell = {
  ring() {},
  listen: () => () => {},
  pass() {},
  onPassed: () => () => {},
  async close() {},
}

const SPEAKER: Capabilities = { sound: true, volume: true, unlocked: true, reports: true, gapless: false }

/** The real engine over a real SQLite store, in time that stands still: one household with two users. */
export class EngineWorld implements AsyncDisposable {
  readonly clock: VirtualClock
  readonly dice: Dice
  readonly household: StormHousehold
  readonly store: Store
  readonly failures: unknown[] = []
  engine: RunningEngine
  #engines: RunningEngine[] = []
  #watched: Watched[] = []

  static async open(options: WorkerOptions = {}): Promise<EngineWorld> {
    const dice = new Dice(1)
    const clock = new VirtualClock()
    const world = new EngineWorld(dice, clock, await makeHousehold(dice, clock.wallMs()))
    world.engine = await world.worker(options)
    return world
  }

  private constructor(dice: Dice, clock: VirtualClock, household: StormHousehold) {
    this.dice = dice
    this.clock = clock
    this.household = household
    this.store = household.openStore()
    this.engine = null as unknown as RunningEngine
  }

  get me(): Principal {
    return this.household.users[0]
  }

  get other(): Principal {
    return this.household.users[1]
  }

  get room(): Room {
    return sessionRoom(this.me.sessionId)
  }

  /** One more engine on the same store. */
  async worker(options: WorkerOptions = {}): Promise<RunningEngine> {
    const { bell = memoryBell(), clock = this.clock, store = this.household.openStore() } = options
    const { soleWorker = true, ticketKey = new Uint8Array(32).fill(7), rooms } = options
    const onFailure = (error: unknown) => this.failures.push(error)
    const engine = await createEngine({
      ...{ store, bell, clock, chance: this.dice, ticketKey, soleWorker, onFailure },
      rates: options.rates ?? rates({ limits: NO_RATE_LIMITS, monotonicMs: () => clock.monotonicMs() }),
      ...(rooms && { rooms }),
    })
    this.#engines.push(engine)
    return engine
  }

  async restart(options: WorkerOptions = {}): Promise<void> {
    await this.engine.stop()
    this.engine = await this.worker(options)
  }

  send(command: OwnCommand, { by = this.me, id, engine = this.engine }: Sending = {}): Promise<Receipt> {
    return engine.execute(by, ownCommand(command, by), id)
  }

  /** As `send`, where a refusal is not expected. */
  async done(command: OwnCommand, sending: Sending = {}): Promise<Accepted> {
    const receipt = await this.send(command, sending)
    if (receipt.outcome === 'rejected') throw new Error(`${command.type} was refused: ${receipt.code}`)
    return receipt
  }

  /** Somebody with a registered device, ready to sound. */
  async speaker(
    name: string,
    {
      by = this.me,
      capabilities = {},
      kind = 'agent',
    }: { by?: Principal; capabilities?: Partial<Capabilities>; kind?: DeviceKind } = {},
  ): Promise<Speaking> {
    const principal = withDevice(by, this.dice)
    const { deviceId } = principal
    if (deviceId === null) throw new Error('It was given an id')
    const all = { ...SPEAKER, ...capabilities }
    await this.done({ type: 'device.register', deviceId, name, kind, capabilities: all }, { by: principal })
    return { ...principal, deviceId }
  }

  /** A box with its own session, ready to sound. */
  async box(name: string): Promise<Speaking> {
    const { database, householdId } = this.household
    const own = { userId: this.dice.uuid() as UserId, sessionId: this.dice.uuid() as SessionId }
    const session = newSession(own.sessionId, own.userId, this.clock.wallMs(), { ofBox: true })
    await insertSession(database.kysely, householdId, session)
    return this.speaker(name, { by: { ...this.me, ...own, username: name, roles: [], isBox: true } })
  }

  /** All tracks, playing on this device. */
  async play(by: Principal): Promise<void> {
    await this.done(
      { type: 'queue.enqueue', source: { trackIds: [...this.household.tracks] }, at: 'now' },
      { by },
    )
  }

  /** Music on the kitchen's speaker, which was asked to hand it over to the bath's: both report. */
  async offering(): Promise<Offering> {
    const kitchen = await this.speaker('Kitchen')
    const bath = await this.speaker('Bath')
    await this.play(kitchen)
    const { deviceId } = bath
    const receipt = await this.done({ type: 'session.choose-speaker', deviceId }, { by: kitchen })
    const { offerId } = receipt.result
    if (offerId === undefined) throw new Error('Nothing was offered')
    const { speakerEpoch: epoch } = await this.session()
    const report: Offering['report'] = (event) =>
      this.send({ type: 'device.report', deviceId, n: 1, epoch, event, offerId, positionMs: 0 }, { by: bath })
    return { kitchen, bath, receipt, offerId, report }
  }

  async session(by = this.me): Promise<SessionView> {
    const reading = await this.engine.session(by, by.sessionId)
    if (reading === null) throw new Error('There is no session')
    return reading.session
  }

  follow(rooms: readonly Room[], following: FollowingOptions = {}): Watched {
    const { by = this.me, after, engine = this.engine } = following
    const watched = new Watched(engine, by, rooms, after)
    this.#watched.push(watched)
    return watched
  }

  log(): Promise<readonly LoggedEvent[]> {
    return this.store.eventsAfter(this.me.householdId, 0, 100_000)
  }

  head(): Promise<{ readonly epoch: LogEpoch; readonly seq: number }> {
    return this.store.head(this.me.householdId)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const watched of this.#watched) watched.end()
    for (const engine of this.#engines) await engine.stop()
    await this.store.close()
    await this.household.database.close()
  }
}

export type Accepted = Extract<Receipt, { readonly outcome: 'accepted' }>

export type Speaking = Principal & { readonly deviceId: DeviceId }

export interface Offering {
  readonly kitchen: Speaking
  readonly bath: Speaking
  readonly receipt: Accepted
  readonly offerId: OfferId
  /** What the bath answers. */
  report(event: 'ready' | 'blocked'): Promise<Receipt>
}

export interface Sending {
  readonly by?: Principal
  readonly id?: CommandId
  readonly engine?: RunningEngine
}

export interface FollowingOptions {
  readonly by?: Principal
  readonly after?: Cursor
  readonly engine?: RunningEngine
}

/** A follower that reads at once and keeps what it read. */
export class Watched {
  readonly frames: Frame[] = []
  readonly following: Following
  isOver = false
  readonly #stop = new AbortController()

  constructor(
    engine: RunningEngine,
    principal: Principal,
    rooms: readonly Room[],
    after: Cursor | undefined,
  ) {
    this.following = engine.follow({ principal, rooms, after, signal: this.#stop.signal })
    void this.#read(this.following.frames)
  }

  get kinds(): readonly string[] {
    return this.frames.map(({ kind }) => kind)
  }

  get seqs(): readonly number[] {
    return this.frames.flatMap((frame) => (frame.kind === 'event' ? [frame.seq] : []))
  }

  get types(): readonly string[] {
    return this.frames.flatMap((frame) => (frame.kind === 'event' ? [frame.event.type] : []))
  }

  end(): void {
    this.#stop.abort()
  }

  async #read(frames: AsyncIterable<Frame>): Promise<void> {
    for await (const frame of frames) this.frames.push(frame)
    this.isOver = true
  }
}

/** Everything that was set going has come to rest. */
export async function rest(): Promise<void> {
  for (let i = 0; i < 5; i++) await quiet()
}

function ownCommand(command: OwnCommand, { sessionId }: Principal): Command {
  const { type } = command
  const isOfNoSession = /^(device|playlist|quiet-hours|tag)\./.test(type) && type !== 'playlist.save-queue'
  return (isOfNoSession ? command : { sessionId, ...command }) as Command
}

export function commandId(text: string): CommandId {
  return text as CommandId
}
