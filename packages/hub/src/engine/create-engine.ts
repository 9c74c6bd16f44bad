import {
  BatonError,
  type Beacon,
  type CommandId,
  type DeviceId,
  type HouseholdId,
  type LibraryEvent,
  type PlaylistId,
  type Rejection,
  ROOMS,
  type Room,
  type RoomRegistry,
  type RoomState,
  rejection,
} from '@baton/protocol'
import {
  type CommandLike,
  DEVICES,
  FAMILIES,
  type Family,
  familiesBy,
  PRESENT_FOR_MS,
  ROOM_RULES,
  type RoomRules,
  SHARED_DEVICES,
  type Subject,
} from '#domain'
import type { CalledDevices } from './api/called-devices.ts'
import type { Consequences, DeviceBindings } from './api/consequences.ts'
import type { Engine } from './api/engine.ts'
import { isWithinScope, type Principal, subjectOf } from './api/principal.ts'
import type { Upkeep } from './api/upkeep.ts'
import { boxShelf } from './box-shelf.ts'
import { keepBinding } from './execute/device-bindings.ts'
import { dueWork } from './execute/due-work.ts'
import { type Carried, executor } from './execute/executor.ts'
import { leavingFollowUp, namingFollowUp, removalFollowUps, volumeFollowUp } from './execute/follow-ups.ts'
import { overlay } from './execute/overlay.ts'
import { rejectedReceipt } from './execute/receipts.ts'
import { stateAfter } from './execute/state-after.ts'
import { awaitHandOver } from './follow/await-hand-over.ts'
import { Feeds } from './follow/feeds.ts'
import { follow } from './follow/follow.ts'
import { mayFollow } from './follow/may-follow.ts'
import { roomTable, scopesIn } from './follow/room-table.ts'
import type { Bell, PassedBeacon } from './ports/bell.ts'
import type { Chance, Clock } from './ports/clock.ts'
import { hubClock } from './ports/clock.ts'
import { type Measures, NO_MEASURES } from './ports/measures.ts'
import type { Store } from './ports/store.ts'
import { beatNews } from './presence/beat-news.ts'
import { presence } from './presence/presence.ts'
import { printedOutput } from './printed-output.ts'
import { type Rates, rates } from './rates/rates.ts'
import { type Readings, readings, readPlaylist } from './read/readings.ts'
import { testTones } from './test-tones.ts'
import { tickets } from './tickets/tickets.ts'

export interface EngineParts {
  readonly store: Store
  readonly bell: Bell
  readonly clock: Clock
  readonly chance: Chance
  /** 32 secret bytes, the same on every worker and over restarts. */
  readonly ticketKey: Uint8Array
  /** What is decided on; missing: everything that a hub knows. */
  readonly families?: readonly Family[]
  /** What following knows of each kind of room; missing: everything that a hub knows. */
  readonly rooms?: readonly RoomRules[]
  /** What the protocol says of them; missing: everything that a hub knows. */
  readonly roomKinds?: RoomRegistry<Room, RoomState>
  /** No other worker shares the store. */
  readonly soleWorker: boolean
  /** Failures that no caller waits for. */
  readonly onFailure: (error: unknown) => void
  readonly measures?: Measures
  /** Missing: this worker counts by itself, up to the usual limits. */
  readonly rates?: Rates
  /** How long a ticket outlives the last contact of its device; missing: the usual time. */
  readonly ticketWindowMs?: number
}

/** An engine that runs until it is stopped. */
export interface RunningEngine extends Engine, Readings, Consequences, CalledDevices, AsyncDisposable {
  /** Says something latest-wins to those followers of a room who are meant; missing: to all of the household. */
  beacon(householdId: HouseholdId, room: Room, beacon: Beacon, audience?: PassedBeacon['audience']): void
  /** The same, to the followers of this worker alone. */
  beaconHere(householdId: HouseholdId, room: Room, beacon: Beacon): void
  /** Households that somebody follows at this worker. */
  followed(): readonly HouseholdId[]
  /** The library of a household is another one now: one event for whoever looks, however much changed. */
  libraryChanged(householdId: HouseholdId, change: Omit<LibraryEvent, 'type'>): Promise<void>
  /**
   * For jobs: something that happened outside, as a command of the hub's own about what is this person's. Null, or why
   * it was refused; nothing of a refused one has happened.
   */
  tell(householdId: HouseholdId, subject: Subject, command: CommandLike): Promise<Rejection | null>
  /** For jobs: whether a command of this id was carried out for this person before, and its outcome is kept. */
  recognises(principal: Principal, commandId: CommandId): Promise<boolean>
  /** From now on this is asked to keep up what is read. */
  keptUpBy(upkeep: Upkeep): void
  /** Refuses new commands, ends all followings, and waits for what runs. */
  stop(): Promise<void>
}

/** Wires the engine together and gives every device one threshold of grace: who was there before an outage may still be. */
export async function createEngine(parts: EngineParts): Promise<RunningEngine> {
  const { store, bell, chance, clock: timers, onFailure, soleWorker } = parts
  const { measures = NO_MEASURES, families = FAMILIES, rooms = ROOM_RULES, roomKinds = ROOMS } = parts
  const clock = hubClock(timers)
  await store.graceUntil(clock.now() + PRESENT_FOR_MS.browser)
  const rules = roomTable(rooms)
  const feeds = new Feeds({ store, bell, clock, timers, onFailure, measures, rules })
  const beats = beatNews({
    timers,
    clock,
    tell: ({ householdId, userId, devices }) =>
      feeds.beacon({ householdId, room: 'devices', beacon: { type: 'beats', devices }, audience: userId }),
  })
  const onBeat = ({ householdId, userId }: Principal, deviceId: DeviceId) =>
    beats.heard({ householdId, userId, deviceId })
  const who = presence({ store, timers, clock, soleWorker, onBack, onBeat, onFailure })
  const onDue = (at: number) => due.expect(at)
  const monotonicMs = () => timers.monotonicMs()
  const counted = parts.rates ?? rates({ monotonicMs })
  const { execute, executeOwn, announce } = executor({
    store,
    bell,
    chance,
    clock,
    familyOf: familiesBy(families),
    overlays: [DEVICES, SHARED_DEVICES].map((kind) => overlay(kind, (devices) => devices.map(who.known))),
    rates: counted,
    before: (principal, command) => upkeep?.beforeCommand(principal, command) ?? null,
    onDue,
    measures,
    monotonicMs,
  })
  const due = dueWork({ store, clock, timers, carryOut: executeOwn, onFailure, measures })
  const scopeOf = scopesIn(roomKinds)
  const following = { store, clock, feeds, measures, rules, scopeOf }
  const running = new Set<Promise<unknown>>()
  let draining = false
  let bindings: DeviceBindings | null = null
  let upkeep: Upkeep | null = null

  const mayAskFor = (principal: Principal, asked: readonly Room[]) => {
    if (!asked.every((room) => isWithinScope(principal, scopeOf(room)))) throw new BatonError('auth.scope')
  }

  const reads = readings({ store, clock, lastHeard: who.lastHeard, mayAskFor, upkeep: () => upkeep })

  const engine: RunningEngine = {
    execute: async (principal, command, commandId) =>
      (await engine.executeAndShow(principal, command, commandId)).receipt,
    async executeAndShow(principal, command, commandId) {
      if (draining) throw new BatonError('hub.draining')
      who.heard(principal)
      const { receipt, decided } = await tracked(execute(principal, command, commandId)).catch(
        (error: unknown): Carried => {
          if (!(error instanceof BatonError && error.code === 'device.not-found')) throw error
          return {
            receipt: rejectedReceipt(commandId ?? (chance.uuid() as CommandId), rejection(error.code)),
          }
        },
      )
      if (receipt.outcome === 'rejected' || !decided) return { receipt, after: null }
      const speaking = bindings ? await keepBinding(bindings, principal, command, receipt) : principal
      if (speaking !== principal) who.heard(speaking)
      const { lastHeard } = who
      const after = stateAfter(decided, subjectOf(principal, command), command, receipt, {
        now: clock.now(),
        lastHeard,
      })
      const { playlistId } = receipt.result
      const kept = upkeep?.afterCommand(principal, command, receipt)
      if (kept) await kept
      if (!playlistId || (after.playlist && !kept)) return { receipt, after }
      // It is another one by now; or a repetition did not look at what the command made when it came first.
      const made = await readPlaylist(store, principal, playlistId)
      return { receipt, after: { ...after, playlist: made?.playlist ?? null } }
    },
    // It follows for a moment by itself, and is nobody's follower.
    awaitHandOver: (principal, receipt) => awaitHandOver(waiting, timers, principal, receipt),
    async awaitHandOverAndShow(principal, executed) {
      const receipt = await awaitHandOver(waiting, timers, principal, executed.receipt)
      if (receipt.outcome === 'rejected') return { receipt, after: null }
      if (receipt.result.offerId === undefined) return executed
      const session = await waiting.session(principal, principal.sessionId)
      return { receipt, after: { session, devices: null, playlist: null } }
    },
    follow(request) {
      const { principal, rooms = [] } = request
      mayAskFor(principal, rooms)
      const followed = follow(following, request)
      if (!upkeep) return followed
      // Nobody waits: what comes of it is told among the frames.
      for (const room of rooms) void upkeep.beforeReading(principal, room)
      return {
        ...followed,
        join(room) {
          void upkeep?.beforeReading(principal, room)
          return followed.join(room)
        },
      }
    },
    async mayFollow(principal, rooms) {
      mayAskFor(principal, rooms)
      return mayFollow(following, principal, rooms)
    },
    ...reads,
    testTone: (principal, deviceId) => tones.testTone(principal, deviceId),
    toneEnded: (principal, end) => tones.toneEnded(principal, end),
    ...printedOutput({ feeds }),
    heard: who.heard,
    contact: who.contact,
    boxShelf: (principal) => boxShelf(store, principal),
    keptUpBy(keeper) {
      upkeep = keeper
    },
    keepBindings(kept) {
      bindings = kept
    },
    async leave({ householdId, userId, sessionId, deviceId }) {
      if (deviceId === null || draining) return
      const { command, key } = leavingFollowUp(deviceId)
      await tracked(executeOwn(householdId, { userId, sessionId }, command, key))
    },
    limitVolume({ householdId, userId, sessionId }, maxVolume) {
      const { command, key } = volumeFollowUp({ sessionId }, maxVolume)
      return tracked(executeOwn(householdId, { userId, sessionId }, command, key)).then(() => {})
    },
    async tellName({ householdId, userId, sessionId }) {
      const { command, key } = namingFollowUp({ sessionId })
      await tracked(executeOwn(householdId, { userId, sessionId }, command, key))
    },
    addAgent({ householdId, userId, sessionId }, agent) {
      const command = { type: 'device.add-agent', ...agent } as const
      return tracked(executeOwn(householdId, { userId, sessionId }, command))
    },
    async noteAgent({ householdId, userId, sessionId }, deviceId, shown) {
      const command = { type: 'device.note-agent', deviceId, ...shown } as const
      await tracked(executeOwn(householdId, { userId, sessionId }, command))
    },
    async retire({ householdId, userId, sessionId }) {
      const { states } = await store.snapshot(householdId, userId, ['devices', 'playlists'])
      const deviceIds: DeviceId[] = []
      const playlistIds: PlaylistId[] = []
      for (const { state } of states) {
        if (state.family === 'devices')
          deviceIds.push(...state.devices.filter((one) => one.ownerId === userId).map((one) => one.deviceId))
        if (state.family !== 'playlists') continue
        const own = state.playlists.filter((one) => one.ownerId === userId && one.visibility === 'private')
        playlistIds.push(...own.map((one) => one.playlistId))
      }
      for (const { command, key } of removalFollowUps({ sessionId }, { deviceIds, playlistIds })) {
        await tracked(executeOwn(householdId, { userId, sessionId }, command, key))
      }
    },
    tickets: tickets({
      store,
      clock,
      feeds,
      key: parts.ticketKey,
      lastHeard: who.lastHeard,
      measures,
      ...(parts.ticketWindowMs !== undefined && { windowMs: parts.ticketWindowMs }),
    }),
    rates: counted,
    now: clock.now,
    beacon: (householdId, room, beacon, audience = 'household') =>
      feeds.beacon({ householdId, room, beacon, audience }),
    async libraryChanged(householdId, change) {
      await tracked(announce(householdId, 'library', { type: 'library.changed', ...change }))
      upkeep?.libraryChanged(householdId)
    },
    beaconHere: (householdId, room, beacon) =>
      feeds.beaconHere({ householdId, room, beacon, audience: 'household' }),
    followed: () => feeds.followed,
    async tell(householdId, subject, command) {
      if (draining) throw new BatonError('hub.draining')
      const refused = await tracked(executeOwn(householdId, subject, command))
      if (refused === null) upkeep?.afterOwnCommand(householdId, command)
      return refused
    },
    async recognises({ householdId, userId }, commandId) {
      const receipt = { principal: userId, commandId }
      const { value } = await store.transact(householdId, { receipt }, (loaded) => ({
        value: loaded.receipt !== null,
      }))
      return value
    },
    async stop() {
      if (draining) return
      draining = true
      beats[Symbol.dispose]()
      await due.stop()
      await Promise.allSettled(running)
      feeds.stop()
      await who.stop()
    },
    [Symbol.asyncDispose]: () => engine.stop(),
  }
  // Whoever may ask for a hand-over may wait for its end, with whatever scopes.
  const unscoped = (principal: Principal): Principal => ({ ...principal, scopes: null })
  const waiting: Pick<Engine, 'follow' | 'session'> = {
    follow: ({ principal, ...request }) =>
      follow({ ...following, measures: NO_MEASURES }, { ...request, principal: unscoped(principal) }),
    session: (principal, id) => engine.session(unscoped(principal), id),
  }
  const tones = testTones({ following: waiting, feeds, now: clock.now, timers, chance })
  return engine

  function onBack(
    { householdId, userId, sessionId }: Principal,
    deviceId: NonNullable<Principal['deviceId']>,
  ): void {
    if (draining) return
    const command = { type: 'device.appear', deviceId } as const
    tracked(executeOwn(householdId, { userId, sessionId }, command)).catch(onFailure)
  }

  function tracked<T>(work: Promise<T>): Promise<T> {
    running.add(work)
    const done = () => running.delete(work)
    work.then(done, done)
    return work
  }
}
