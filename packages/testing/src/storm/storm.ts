import type { Principal } from '@baton/hub/engine'
import { type Command, type CommandId, type Receipt, sessionRoom } from '@baton/protocol'
import { Dice } from '../fakes/seeded-chance.ts'
import { quiet, VirtualClock } from '../fakes/virtual-clock.ts'
import { enqueueSome, makeHousehold, type StormHousehold, withDevice } from '../worlds/random-household.ts'
import { DeviceModel } from './device-model.ts'
import { FollowerModel } from './follower-model.ts'
import { beginLife, type HubLife, type RingWeather } from './hub-life.ts'
import { Inspector } from './inspector.ts'
import { Ledger } from './ledger.ts'
import type { PlantedFault } from './planted-faults.ts'

export interface StormOptions {
  readonly seed: number
  readonly steps?: number
  readonly fault?: PlantedFault
}

export interface StormReport {
  readonly seed: number
  readonly violations: readonly string[]
  readonly commands: number
  readonly crashes: number
  readonly resyncs: number
  readonly handOvers: number
  /** Times that the music moved on by itself from a speaker that was gone. */
  readonly failovers: number
}

const DEFAULT_STEPS = 60
/** So long a device has to be silent before it counts as gone, and a little more. */
const GONE_MS = 80_000

/** One household through bad weather: the real rules, engine and SQLite store, in virtual time. The seed tells all of it. */
export async function storm(options: StormOptions): Promise<StormReport> {
  const run = await StormRun.begin(options)
  try {
    const steps = options.steps ?? DEFAULT_STEPS
    for (let step = 1; step <= steps && run.inspector.violations.length === 0; step++) {
      await run.step()
      if (step % 12 === 0 || step === steps) await run.calm()
    }
    return run.report(options.seed)
  } finally {
    await run.end()
  }
}

class StormRun {
  readonly clock: VirtualClock
  readonly dice: Dice
  readonly household: StormHousehold
  readonly ledger = new Ledger()
  readonly weather: RingWeather = { lost: 0, doubled: 0, late: 0 }
  readonly inspector: Inspector
  readonly devices: DeviceModel[]
  readonly followers: FollowerModel[]
  readonly #fault: PlantedFault | undefined
  /** In calm runs the network is quick and no ring is lost: there, no two may ever be heard together. */
  readonly #rough: boolean
  #life: HubLife | null = null
  #commands = 0
  #crashes = 0

  static async begin({ seed, fault }: StormOptions): Promise<StormRun> {
    const dice = new Dice(seed)
    const clock = new VirtualClock()
    const run = new StormRun(dice, clock, await makeHousehold(dice, clock.wallMs()), fault)
    await run.#beginLife()
    for (const device of run.devices) if (dice.chance(0.8)) await run.#connect(device)
    for (const follower of run.followers) follower.connect(run.#engine)
    await clock.advance(500)
    await run.#send(enqueueSome(run.#me, run.household.tracks, dice))
    // Every other household wants its music to move on by itself.
    if (seed % 2 === 1) await run.#wantFailover()
    return run
  }

  constructor(dice: Dice, clock: VirtualClock, household: StormHousehold, fault: PlantedFault | undefined) {
    this.dice = dice
    this.clock = clock
    this.household = household
    this.#fault = fault
    this.#rough = dice.chance(0.6)
    if (this.#rough)
      Object.assign(this.weather, { lost: dice.pick([0, 0.3]), doubled: 0.2, late: dice.pick([0, 0.3]) })
    const [me, other] = household.users
    this.devices = ['Kitchen', 'Tablet', 'Phone', 'Attic'].map((name, i) => {
      const habits = {
        latencyMs: this.#rough ? dice.pick([5, 60, 400]) : dice.pick([5, 60]),
        readyAfterMs: dice.pick([20, 300, 1_500, 2_600]),
        unlocked: i !== 3 || dice.chance(0.3),
        lies: this.#rough && dice.chance(0.2),
      }
      return new DeviceModel(name, withDevice(me, dice), habits, clock, dice)
    })
    const wait = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve))
    const follow = (name: string, principal: Principal) =>
      new FollowerModel({ name, principal, rooms: [sessionRoom(principal.sessionId), 'devices'], wait })
    this.followers = [
      follow('Wall', me),
      follow('Watch', me),
      follow('Laptop', me),
      follow('Neighbour', other),
    ]
    this.inspector = new Inspector(this)
  }

  async step(): Promise<void> {
    const { dice } = this
    const roll = dice.next()
    if (roll < 0.5) await this.#someCommand()
    else if (roll < 0.57) await this.#someDevice()
    else if (roll < 0.63) this.#someFollower()
    else if (roll < 0.67) await this.#send(this.#again())
    else if (roll < 0.7) this.clock.step(dice.between(-3_600_000, 3_600_000))
    else if (roll < 0.74) await this.#crash()
    else if (roll < 0.76) await this.#prune()
    else if (roll < 0.79) await this.#badDisk()
    else if (roll < 0.83) await dice.pick(this.devices).end()
    else if (roll < 0.86)
      for (const device of this.devices.filter(({ habits }) => habits.lies)) await device.lie()
    else if (roll < 0.88) await this.#speakerGoes()
    await this.clock.advance(
      dice.pick([0, 5, 100, 350, 1_000, 2_500, 12_000, dice.chance(0.2) ? 100_000 : 700]),
    )
    await this.inspector.afterStep()
  }

  /** Everything is mended and given time; then everybody must agree. */
  async calm(): Promise<void> {
    const kept = { ...this.weather }
    Object.assign(this.weather, { lost: 0, doubled: 0, late: 0 })
    this.household.failing = () => false
    for (const follower of this.followers) {
      follower.slowMs = 0
      if (!follower.connected) follower.connect(this.#engine)
    }
    for (const device of this.devices) {
      if (!device.connected || !device.follower.connected) await this.#connect(device)
      device.follower.slowMs = 0
    }
    await this.clock.advance(6_000)
    await this.inspector.afterCalm()
    for (const device of this.devices) device.follower.slowMs = device.habits.latencyMs
    Object.assign(this.weather, kept)
  }

  report(seed: number): StormReport {
    return {
      seed,
      violations: this.inspector.violations,
      commands: this.#commands,
      crashes: this.#crashes,
      resyncs: [...this.followers, ...this.devices.map((device) => device.follower)].reduce(
        (sum, { resyncs }) => sum + resyncs,
        0,
      ),
      handOvers: this.inspector.handOvers,
      failovers: this.inspector.failovers,
    }
  }

  async end(): Promise<void> {
    for (const follower of this.followers) follower.disconnect()
    for (const device of this.devices) device.disconnect(true)
    this.#life?.kill()
    await quiet()
    await this.household.database.close()
  }

  get engine() {
    return this.#engine
  }

  get strict(): boolean {
    return !this.#rough
  }

  get #engine() {
    if (!this.#life) throw new Error('The hub is down')
    return this.#life.engine
  }

  get #me(): Principal {
    return this.household.users[0]
  }

  async #beginLife(): Promise<void> {
    const plain = this.household.openStore()
    const store = this.#fault ? this.#fault.plant(plain, this.dice) : plain
    const { clock, dice, weather } = this
    const onFailure = (error: unknown) => this.inspector.note(`the hub failed: ${String(error)}`, error)
    this.#life = await beginLife({ store, clock, dice, weather, onFailure })
  }

  async #crash(): Promise<void> {
    this.#crashes++
    this.#life?.kill()
    for (const follower of this.followers) follower.disconnect()
    for (const device of this.devices) device.disconnect(false)
    await this.clock.advance(this.dice.pick([0, 500, 20_000]))
    await this.#beginLife()
    for (const follower of this.followers) follower.connect(this.#engine)
    for (const device of this.devices) if (!device.cut) await this.#connect(device)
  }

  async #prune(): Promise<void> {
    await this.inspector.readLog()
    const store = this.household.openStore()
    await store.prune({
      receiptsBefore: 0,
      eventsBefore: this.#engine.now(),
      keepEvents: this.dice.pick([0, 5, 50]),
    })
    await store.close()
  }

  /** Some statements fail for a while: what they belonged to must not have happened at all. */
  async #badDisk(): Promise<void> {
    this.household.failing = (sql) =>
      !/^(begin|commit|rollback|savepoint|release)/.test(sql) && this.dice.chance(0.2)
    for (let i = 0; i < 3; i++) await this.#someCommand()
    this.household.failing = () => false
  }

  /** Whoever has the right to sound is cut off for so long that it is given up. */
  async #speakerGoes(): Promise<void> {
    const { users } = this.household
    const reading = await this.#engine.session(users[0], users[0].sessionId)
    const active = reading?.session.activeDeviceId
    this.devices.find(({ principal }) => principal.deviceId === active)?.cutLink()
    await this.clock.advance(GONE_MS)
  }

  async #wantFailover(): Promise<void> {
    const { sessionId } = this.#me
    const commandId = this.dice.uuid() as CommandId
    await this.#send({ commandId, command: { type: 'session.set-options', sessionId, autoFailover: true } })
  }

  async #connect(device: DeviceModel): Promise<void> {
    await device.connect(this.#engine)
    this.#beat(device, this.#life)
  }

  #beat(device: DeviceModel, life: HubLife | null): void {
    if (this.#life !== life || !device.connected) return
    void device.heartbeat()
    this.clock.after(8_000, () => this.#beat(device, life))
  }

  async #someDevice(): Promise<void> {
    const device = this.dice.pick(this.devices)
    if (!device.connected) return this.#connect(device)
    if (this.dice.chance(0.4)) device.cutLink()
    else device.disconnect(true)
  }

  #someFollower(): void {
    const follower = this.dice.pick(this.followers)
    if (!follower.connected) follower.connect(this.#engine)
    else if (this.dice.chance(0.5)) follower.slowMs = this.dice.pick([0, 50, 3_000])
    else follower.disconnect()
  }

  async #someCommand(): Promise<void> {
    await this.#send({ commandId: this.dice.uuid() as CommandId, command: this.#anyCommand() })
  }

  #anyCommand(): Command {
    const { dice } = this
    const { sessionId } = this.#me
    const entryIds = this.inspector.knownEntries()
    const entryId = dice.pick(entryIds)
    const simple = (['play', 'play', 'pause', 'toggle', 'stop', 'next', 'prev'] as const).map(
      (verb): Command => {
        return { type: `session.${verb}`, sessionId }
      },
    )
    const choose = (): Command => {
      const deviceId = dice.pick(this.devices).principal.deviceId as NonNullable<Principal['deviceId']>
      return { type: 'session.choose-speaker', sessionId, deviceId, ...(dice.chance(0.2) && { now: true }) }
    }
    const commands: (() => Command)[] = [
      () => dice.pick(simple),
      () => dice.pick(simple),
      choose,
      choose,
      () => ({ type: 'session.seek', sessionId, positionMs: dice.below(400_000) }),
      () => enqueueSome(this.#me, this.household.tracks, dice).command,
      () => ({
        type: 'session.set-options',
        sessionId,
        shuffle: dice.chance(0.5),
        repeatMode: dice.pick(['off', 'one', 'all']),
      }),
      () => ({ type: 'session.set-volume', sessionId, volume: dice.below(101) }),
      () => ({
        type: 'session.like',
        sessionId,
        trackId: dice.pick(this.household.tracks),
        liked: dice.chance(0.5),
      }),
    ]
    if (entryId) {
      commands.push(
        () => ({ type: 'session.jump', sessionId, entryId }),
        () => ({ type: 'queue.move', sessionId, entryId, after: dice.pick(entryIds) ?? null }),
        () => ({ type: 'queue.remove', sessionId, entryIds: [entryId] }),
      )
      if (dice.chance(0.1)) commands.push(() => ({ type: 'queue.clear', sessionId }))
    }
    return dice.pick(commands)()
  }

  /** A former command once more, or its id with another body. */
  #again(): { commandId: CommandId; command: Command } {
    const former = this.dice.pick(this.ledger.sent)
    if (!former) return { commandId: this.dice.uuid() as CommandId, command: this.#anyCommand() }
    const { commandId, command } = former
    if (this.dice.chance(0.8)) return { commandId, command }
    return {
      commandId,
      command: { type: 'session.seek', sessionId: this.#me.sessionId, positionMs: 987_654 },
    }
  }

  async #send({ commandId, command }: { commandId: CommandId; command: Command }): Promise<void> {
    this.#commands++
    const caller = this.dice.chance(0.5) ? this.dice.pick(this.devices).principal : this.#me
    let answer: Receipt | 'unknown'
    try {
      answer = await this.#engine.execute(caller, command, commandId)
    } catch (error) {
      this.inspector.note(`a command could not be answered: ${String(error)}`, error)
      answer = 'unknown'
    }
    if (command.type === 'session.choose-speaker' && command.now)
      this.inspector.mayOverlapUntil = this.clock.monotonicMs() + 31_000
    this.ledger.note(commandId, command, answer)
  }
}
