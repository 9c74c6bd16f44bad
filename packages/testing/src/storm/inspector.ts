import type { Engine, LoggedEvent } from '@baton/hub/engine'
import { type EntryId, type RoomState, sessionRoom } from '@baton/protocol'
import { agree } from '../domain/known-queue.ts'
import type { VirtualClock } from '../fakes/virtual-clock.ts'
import type { StormHousehold } from '../worlds/random-household.ts'
import type { DeviceModel } from './device-model.ts'
import type { FollowerModel } from './follower-model.ts'
import type { Ledger } from './ledger.ts'

/** A lost ring is found by the poll after this long; a frame then takes its follower's own time. */
const POLL_MS = 1_000
const TIMER_SLACK_MS = 1_500
const LEASE_MS = 31_000

/** The run of a storm, as far as it is looked at. */
export interface InspectedRun {
  readonly engine: Engine
  readonly clock: VirtualClock
  readonly household: StormHousehold
  readonly ledger: Ledger
  readonly devices: readonly DeviceModel[]
  readonly followers: readonly FollowerModel[]
  /** The network is quick and loses nothing: no two may ever be heard together. */
  readonly strict: boolean
}

/** Looks at everything after every step, and writes down what must not be. */
export class Inspector {
  readonly violations: string[] = []
  handOvers = 0
  /** Somebody said "now": until the right of the former speaker lapses both may be heard. */
  mayOverlapUntil = 0
  failovers = 0
  readonly run: InspectedRun
  #log: LoggedEvent[] = []
  /** Since when each stale device has been sounding beside the rightful one. */
  readonly #overlaps = new Map<string, number>()

  constructor(run: InspectedRun) {
    this.run = run
  }

  note(violation: string, error?: unknown): void {
    const planned = error instanceof Error && error.message.includes('as the storm wanted')
    if (!planned) this.violations.push(violation)
  }

  knownEntries(): readonly EntryId[] {
    const state = this.run.followers[0]?.states.get(sessionRoom(this.run.household.users[0].sessionId))
    return state?.family === 'session' ? state.queue.entries.map((entry) => entry.entryId) : []
  }

  async afterStep(): Promise<void> {
    await this.readLog()
    this.#checkFollowers()
    this.#checkLedger()
    await this.#checkSpeakers()
  }

  async afterCalm(): Promise<void> {
    await this.afterStep()
    const { followers, devices, household } = this.run
    const store = household.openStore()
    for (const follower of [...followers, ...devices.map((device) => device.follower)]) {
      const { principal, rooms } = follower
      const snapshot = await store.snapshot(principal.householdId, principal.userId, rooms)
      for (const { room, state } of snapshot.states) {
        const folded = follower.states.get(room)
        if (!folded) this.note(`${follower.name} has no state of ${room}`)
        else if (!same(folded, state))
          this.note(
            `${follower.name} folded ${room} to another state than the hub has: ${difference(folded, state)}`,
          )
      }
    }
    await store.close()
  }

  /** seq is dense and ordered, instants never run backwards, a revision moves by one with each command that did anything. */
  async readLog(): Promise<void> {
    const { household } = this.run
    const store = household.openStore()
    const { floor } = await store.snapshot(household.householdId, household.users[0].userId, [])
    const fresh = await store.eventsAfter(
      household.householdId,
      Math.max(floor, this.#log.at(-1)?.seq ?? 0),
      100_000,
    )
    await store.close()
    for (const event of fresh) {
      const last = this.#log.at(-1)
      if (last && last.seq >= floor && event.seq !== last.seq + 1)
        this.note(`the log goes from ${last.seq} to ${event.seq}`)
      if (last && event.at < last.at) this.note(`time runs backwards at ${event.seq}`)
      this.#checkRevision(event)
      if (event.event.type === 'session.handover-completed') this.handOvers++
      if (event.event.type === 'session.speaker-changed' && event.event.reason === 'failover')
        this.failovers++
      this.#log.push(event)
    }
  }

  #checkRevision(event: LoggedEvent): void {
    if (!event.room.startsWith('session:')) return
    const last = this.#log.findLast((former) => former.room === event.room)
    const before = last?.revision ?? 0
    const sameCommand =
      last !== undefined &&
      last.seq === event.seq - 1 &&
      last.at === event.at &&
      last.commandId === event.commandId
    const rises = event.revision === before + 1 || (sameCommand && event.revision === before)
    if (!rises) this.note(`the revision goes from ${before} to ${event.revision} at ${event.seq}`)
    if (event.event.type === 'session.speaker-changed') {
      const epoch = event.event.change.speakerEpoch ?? 0
      const former = this.#log.findLast(({ event: { type } }) => type === 'session.speaker-changed')?.event
      const formerEpoch = former && 'change' in former ? (former.change.speakerEpoch ?? 0) : 0
      if (epoch <= formerEpoch)
        this.note(`the speaker epoch goes from ${formerEpoch} to ${epoch} at ${event.seq}`)
      this.#checkUnlocked(event.event.change.activeDeviceId ?? null)
    }
  }

  #checkUnlocked(deviceId: string | null): void {
    const device = this.run.devices.find(({ principal }) => principal.deviceId === deviceId)
    if (device && !device.habits.unlocked) this.note(`${device.name} may not sound and was made active`)
  }

  #checkFollowers(): void {
    const { followers, devices } = this.run
    for (const follower of [...followers, ...devices.map((device) => device.follower)]) {
      for (const fault of follower.faults) this.note(fault)
      for (const state of follower.states.values()) {
        if (state.family === 'session' && state.session.userId !== follower.principal.userId) {
          this.note(`${follower.name} sees another user's session`)
        }
      }
    }
    const neighbour = followers.find(({ name }) => name === 'Neighbour')
    const seen = neighbour?.states.get('devices')
    if (seen?.family === 'devices' && seen.devices.length > 0)
      this.note("Neighbour sees another user's devices")
  }

  /** Nothing acknowledged is missing, and one command id had one effect. */
  #checkLedger(): void {
    const { ledger } = this.run
    for (const contradiction of ledger.contradictions) this.note(contradiction)
    const bySeq = new Map(this.#log.map((event) => [event.seq, event]))
    const revisionOf = new Map<string, number>()
    for (const { commandId, room, revision } of this.#log) {
      if (commandId === null || !room.startsWith('session:')) continue
      const former = revisionOf.get(commandId)
      if (former !== undefined && former !== revision) this.note(`${commandId} had two effects`)
      revisionOf.set(commandId, revision)
    }
    for (const { commandId, answer } of ledger.sent) {
      if (answer === 'unknown') continue
      if (answer.outcome === 'rejected') {
        if (revisionOf.has(commandId)) this.note(`${commandId} was refused and had an effect`)
      } else if (answer.changed && bySeq.get(answer.seq)?.commandId !== commandId) {
        this.note(`${commandId} was acknowledged at ${answer.seq} and is not there`)
      }
    }
  }

  /** At most one holds the right to sound, and nobody else is heard for longer than it takes to be told. */
  async #checkSpeakers(): Promise<void> {
    const { engine, household, devices, clock, strict } = this.run
    const reading = await engine.session(household.users[0], household.users[0].sessionId)
    if (!reading) return this.note('the session is gone')
    const { session, now } = reading
    const granted: string[] = []
    for (const device of devices) {
      const { current } = engine.tickets.forFollower(device.principal, session)
      if (!current || !session.current || session.offer?.toDeviceId === device.principal.deviceId) continue
      const admission = await engine.tickets.admit(current, session.current.trackId)
      if ('code' in admission) continue
      admission.release()
      granted.push(device.name)
    }
    if (granted.length > 1) this.note(`${granted.join(' and ')} hold tickets at once`)
    for (const timer of [session.offer?.expiresAt, session.handOver?.deadline]) {
      if (timer !== undefined && now > timer + TIMER_SLACK_MS)
        this.note('a timer of the hand-over was forgotten')
    }
    const mono = clock.monotonicMs()
    for (const device of devices) {
      const stale =
        device.audible &&
        (session.activeDeviceId !== device.principal.deviceId || session.playState !== 'playing')
      if (!stale) {
        this.#overlaps.delete(device.name)
        continue
      }
      // While the hub was down, or its link was cut, nobody could tell it.
      const since = Math.max(this.#overlaps.get(device.name) ?? mono, device.connectedAt)
      this.#overlaps.set(device.name, since)
      const told = device.connected ? (strict ? 0 : POLL_MS) + device.follower.slowMs * 40 + 300 : LEASE_MS
      if (mono - since > told)
        this.note(`${device.name} sounds on without the right to, for ${mono - since} ms`)
    }
    const audible = devices.filter((device) => device.audible)
    if (audible.length > 1 && mono > this.mayOverlapUntil) {
      this.note(`${audible.map(({ name }) => name).join(' and ')} are heard together`)
    }
  }
}

/** Of a queue each knows a part: it must be the same where both know it. */
function same(a: RoomState, b: RoomState): boolean {
  if (a.family === 'session' && b.family === 'session') {
    return isSame(a.session, b.session) && agree(a.queue, b.queue)
  }
  return isSame(a, b)
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}

function difference(a: unknown, b: unknown): string {
  const left = (a as { session?: Record<string, unknown> }).session ?? {}
  const right = (b as { session?: Record<string, unknown> }).session ?? {}
  const keys = Object.keys(right).filter(
    (key) => JSON.stringify(sorted(left[key])) !== JSON.stringify(sorted(right[key])),
  )
  return (
    keys.map((key) => `${key} ${JSON.stringify(left[key])} / ${JSON.stringify(right[key])}`).join('; ') ||
    'queue or devices'
  )
}
