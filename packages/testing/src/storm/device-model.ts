import type { Principal, RunningEngine } from '@baton/hub/engine'
import {
  type Capabilities,
  type Command,
  type DeviceReport,
  type Frame,
  positionAt,
  type RoomState,
  type SessionView,
} from '@baton/protocol'
import type { Dice } from '../fakes/seeded-chance.ts'
import type { VirtualClock } from '../fakes/virtual-clock.ts'
import { FollowerModel } from './follower-model.ts'

const SILENT_AFTER_MS = 30_000
const WAIT_FOR_SILENCE_MS = 300
const PROGRESS_EVERY_MS = 5_000

export interface DeviceHabits {
  readonly latencyMs: number
  readonly readyAfterMs: number
  readonly unlocked: boolean
  /** Says things that are not so, as a broken program would. */
  readonly lies: boolean
}

/** A following device, as docs/protocol/speaker.md wants it: sounds only with the right to, and says what it does. */
export class DeviceModel {
  readonly name: string
  readonly principal: Principal
  readonly habits: DeviceHabits
  readonly follower: FollowerModel
  /** The link is cut, and neither side has noticed. */
  cut = false
  audible: { readonly epoch: number; readonly since: number } | null = null
  lastContact = Number.NEGATIVE_INFINITY
  connectedAt = 0
  #engine: RunningEngine | null = null
  #n = 0
  #readyFor: string | null = null
  #starting: number | null = null
  #saidSilent: number | null = null
  #looksAgain = false
  #offset = 0
  #current = false
  readonly #clock: VirtualClock
  readonly #dice: Dice

  constructor(name: string, principal: Principal, habits: DeviceHabits, clock: VirtualClock, dice: Dice) {
    this.name = name
    this.principal = principal
    this.habits = habits
    this.#clock = clock
    this.#dice = dice
    const room = `session:${principal.sessionId}` as const
    this.follower = new FollowerModel({
      name,
      principal,
      rooms: [room],
      wait: (ms) => new Promise((resolve) => void clock.after(ms, resolve)),
      onFrame: (frame) => this.#hear(frame),
    })
    this.#watchLease()
    this.#tellProgress()
  }

  get capabilities(): Capabilities {
    return { sound: true, volume: true, unlocked: this.habits.unlocked, reports: true, gapless: false }
  }

  get view(): SessionView | null {
    const state: RoomState | undefined = this.follower.states.values().next().value
    return state?.family === 'session' ? state.session : null
  }

  get connected(): boolean {
    return this.#engine !== null && !this.cut
  }

  /** It knows what is true now. For a moment after its link is back it still sounds by what was true before. */
  get isUpToDate(): boolean {
    return this.connected && this.#current
  }

  async connect(engine: RunningEngine): Promise<void> {
    this.cut = false
    this.connectedAt = this.#clock.monotonicMs()
    this.#engine = engine
    this.#current = false
    this.follower.slowMs = this.habits.latencyMs
    this.follower.connect(engine)
    await this.#send({
      type: 'device.register',
      deviceId: this.principal.deviceId as NonNullable<Principal['deviceId']>,
      name: this.name,
      kind: 'browser',
      capabilities: this.capabilities,
    })
  }

  /** The hub is gone, or this program was closed: it knows, and a closed one is silent. */
  disconnect(closed: boolean): void {
    this.#engine = null
    this.follower.disconnect()
    if (closed) this.#silence()
  }

  /** The network is gone without a word: it goes on as it believes. */
  cutLink(): void {
    this.cut = true
    this.follower.disconnect()
  }

  /** What is replayed was true once: only what is true now may sound. */
  #hear(frame: Frame): void {
    if (frame.kind === 'caught-up' || frame.kind === 'snapshot') this.#current = true
    if (frame.kind === 'resync') this.#current = false
    if (frame.kind !== 'beacon' && this.#current) this.#obey()
  }

  #obey(): void {
    const { view } = this
    if (!view) return
    const me = this.principal.deviceId
    if (view.offer?.toDeviceId === me && this.#readyFor !== view.offer.offerId) {
      const { offerId } = view.offer
      this.#readyFor = offerId
      this.#clock.after(
        this.habits.readyAfterMs,
        () =>
          void this.#report({ event: this.habits.unlocked ? 'ready' : 'blocked', offerId, positionMs: 0 }),
      )
    }
    const wanted = view.activeDeviceId === me && view.playState === 'playing'
    if (!wanted) {
      const heard = this.audible
      this.#silence()
      const awaited = view.unsilenced?.find(({ deviceId }) => deviceId === me)
      if (awaited && awaited.until !== this.#saidSilent) {
        this.#saidSilent = awaited.until
        const epoch = heard?.epoch ?? view.speakerEpoch
        void this.#report({ event: 'silenced', positionMs: this.#position(view), epoch })
      }
      return
    }
    if (this.#othersMayBeHeard(view)) {
      this.#silence()
      this.#lookAgain()
    } else if (this.audible) {
      this.audible = { ...this.audible, epoch: view.speakerEpoch }
    } else if (view.handOver?.toDeviceId === me && view.handOver.silenced === null) {
      this.#startLater(view.speakerEpoch)
    } else {
      this.#start(view)
    }
  }

  #othersMayBeHeard({ unsilenced, handOver }: SessionView): boolean {
    const now = this.#serverNow()
    if (unsilenced?.some(({ deviceId, until }) => deviceId !== this.principal.deviceId && now < until))
      return true
    return handOver?.toDeviceId === this.principal.deviceId && now >= handOver.deadline - 250
  }

  /** What only time ends. */
  #lookAgain(): void {
    if (this.#looksAgain) return
    this.#looksAgain = true
    this.#clock.after(250, () => {
      this.#looksAgain = false
      if (this.#current) this.#obey()
    })
  }

  /** It keeps the hub's clock as it last knew it. */
  #serverNow(): number {
    this.#offset = this.#engine ? this.#engine.now() - this.#clock.monotonicMs() : this.#offset
    return this.#clock.monotonicMs() + this.#offset
  }

  #startLater(epoch: number): void {
    if (this.#starting === epoch) return
    this.#starting = epoch
    this.#clock.after(WAIT_FOR_SILENCE_MS, () => {
      const { view } = this
      const still = view && view.speakerEpoch === epoch && view.playState === 'playing'
      if (still && view.activeDeviceId === this.principal.deviceId && !this.audible) this.#start(view)
    })
  }

  #start(view: SessionView): void {
    if (!this.#mayGoOn()) return
    this.audible = { epoch: view.speakerEpoch, since: this.#clock.monotonicMs() }
    void this.#report({ event: 'sounding', positionMs: this.#position(view) })
  }

  #silence(): void {
    this.audible = null
    this.#starting = null
  }

  #position(view: SessionView): number {
    return positionAt(view.timeline, view.timeline.at, view.current?.durationMs ?? null)
  }

  #mayGoOn(): boolean {
    return this.#clock.monotonicMs() - this.lastContact <= SILENT_AFTER_MS
  }

  #watchLease(): void {
    if (this.audible && !this.#mayGoOn()) this.#silence()
    if (this.audible && this.view && this.#othersMayBeHeard(this.view)) this.#silence()
    this.#clock.after(1_000, () => this.#watchLease())
  }

  #tellProgress(): void {
    const { view } = this
    if (this.connected && this.audible && view) {
      const now = this.#engine?.now() ?? 0
      const positionMs = positionAt(view.timeline, now, view.current?.durationMs ?? null)
      void this.#report({ event: 'progress', positionMs })
    }
    this.#clock.after(PROGRESS_EVERY_MS, () => this.#tellProgress())
  }

  /** What a broken device may say at any time. */
  async lie(): Promise<void> {
    const events = [
      'ready',
      'silenced',
      'sounding',
      'stalled',
      'blocked',
      'progress',
      'ended',
      'failed',
    ] as const
    const { view } = this
    await this.#report({
      event: this.#dice.pick(events),
      positionMs: this.#dice.below(400_000),
      epoch: Math.max(0, (view?.speakerEpoch ?? 0) + this.#dice.between(-2, 1)),
      ...(view?.offer && this.#dice.chance(0.5) && { offerId: view.offer.offerId }),
    })
  }

  async end(): Promise<void> {
    const { view } = this
    if (view?.current)
      await this.#report({ event: 'ended', positionMs: 0, nextEntryId: view.next?.entryId ?? null })
  }

  /** Any request to the hub; its answer renews the right to go on sounding. */
  async heartbeat(): Promise<void> {
    if (!this.connected) return
    const sentAt = this.#clock.monotonicMs()
    this.#engine?.heard(this.principal)
    this.lastContact = Math.max(this.lastContact, sentAt)
  }

  async #report(said: Partial<DeviceReport> & Pick<DeviceReport, 'event' | 'positionMs'>): Promise<void> {
    const { view } = this
    if (!view) return
    const entryId = view.current?.entryId ?? null
    const deviceId = this.principal.deviceId as DeviceReport['deviceId']
    const report = {
      type: 'device.report',
      deviceId,
      n: ++this.#n,
      epoch: view.speakerEpoch,
      entryId,
      ...said,
    } as const
    await this.#send(report)
  }

  async #send(command: Command): Promise<void> {
    if (!this.connected) return
    const sentAt = this.#clock.monotonicMs()
    try {
      await this.#engine?.execute(this.principal, command)
      this.lastContact = Math.max(this.lastContact, sentAt)
    } catch {
      // The hub did not answer: nothing is known, and nothing is renewed.
    }
  }
}
