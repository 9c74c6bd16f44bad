import {
  BatonError,
  type Beacon,
  type CommandId,
  type DeviceId,
  type HouseholdId,
  type LibraryEvent,
  type PlaylistId,
  playlistRoom,
  type Queue,
  type Room,
  rejection,
  sessionRoom,
} from '@baton/protocol'
import { PRESENT_FOR_MS } from '#domain'
import type { Engine, SessionReading } from './api/engine.ts'
import type { Principal } from './api/principal.ts'
import { dueWork } from './execute/due-work.ts'
import { executor, rejectedReceipt } from './execute/executor.ts'
import { removalFollowUps, volumeFollowUp } from './execute/follow-ups.ts'
import { settle } from './follow/await-hand-over.ts'
import { Feeds } from './follow/feeds.ts'
import { subscribe } from './follow/subscribe.ts'
import type { Bell } from './ports/bell.ts'
import type { Chance, Clock } from './ports/clock.ts'
import { hubClock } from './ports/hub-clock.ts'
import { type Measures, NO_MEASURES } from './ports/measures.ts'
import type { Store } from './ports/store.ts'
import { presence } from './presence/presence.ts'
import { tickets } from './tickets/tickets.ts'

export interface EngineParts {
  readonly store: Store
  readonly bell: Bell
  readonly clock: Clock
  readonly chance: Chance
  /** 32 secret bytes, the same on every worker and over restarts. */
  readonly ticketKey: Uint8Array
  /** No other worker shares the store. */
  readonly soleWorker: boolean
  /** Failures that no caller waits for. */
  readonly onFailure: (error: unknown) => void
  readonly measures?: Measures
  /** How long a ticket outlives the last contact of its device; missing: the usual time. */
  readonly ticketWindowMs?: number
}

/** An engine that runs until it is stopped. */
export interface RunningEngine extends Engine, AsyncDisposable {
  /** Says something latest-wins to the followers of a room. */
  beacon(householdId: HouseholdId, room: Room, beacon: Beacon): void
  /** The library of a household is another one now: one event for whoever looks, however much changed. */
  libraryChanged(householdId: HouseholdId, change: Omit<LibraryEvent, 'type'>): Promise<void>
  /** Refuses new commands, ends all followings, and waits for what runs. */
  stop(): Promise<void>
}

/** Wires the engine together and gives every device one threshold of grace: who was there before an outage may still be. */
export async function createEngine(parts: EngineParts): Promise<RunningEngine> {
  const { store, bell, chance, clock: timers, onFailure, soleWorker, measures = NO_MEASURES } = parts
  const clock = hubClock(timers)
  await store.graceUntil(clock.now() + PRESENT_FOR_MS.browser)
  const feeds = new Feeds({ store, bell, clock, timers, onFailure, measures })
  const who = presence({ store, timers, clock, soleWorker, onBack, onFailure })
  const onDue = (at: number) => due.expect(at)
  const monotonicMs = () => timers.monotonicMs()
  const { execute, executeOwn, announce } = executor({
    store,
    bell,
    chance,
    clock,
    presence: who,
    onDue,
    measures,
    monotonicMs,
  })
  const due = dueWork({ store, clock, timers, carryOut: executeOwn, onFailure, measures })
  const following = { store, clock, feeds, measures }
  const running = new Set<Promise<unknown>>()
  let draining = false

  const engine: RunningEngine = {
    execute(principal, command, commandId) {
      if (draining) return Promise.reject(new BatonError('hub.draining'))
      who.heard(principal)
      return tracked(execute(principal, command, commandId)).catch((error: unknown) => {
        if (error instanceof BatonError && error.code === 'device.not-found') {
          return rejectedReceipt(commandId ?? (chance.uuid() as CommandId), rejection(error.code))
        }
        throw error
      })
    },
    // It follows for a moment by itself, and is nobody's follower.
    settle: (principal, receipt) => settle(waiting, timers, principal, receipt),
    subscribe: (request) => subscribe(following, request),
    heard: who.heard,
    async session(principal, id) {
      if (id !== principal.sessionId && id !== principal.userId) return null
      const { session, epoch, seq } = await readSession(principal)
      return { session, epoch, seq, now: clock.now() }
    },
    async queue(principal) {
      const { session, queue, epoch, seq } = await readSession(principal)
      return { queue, revision: session.revision, epoch, seq }
    },
    async devices(principal) {
      const { states } = await store.picture(principal.householdId, principal.userId, ['devices'])
      const devices = states.flatMap(({ state }) => (state.family === 'devices' ? state.devices : []))
      // Contacts make no event: who asks is told the last one, followers see when presence changes.
      return devices.map((device) => ({
        ...device,
        lastSeen: who.lastHeard(device.deviceId, device.lastSeen),
      }))
    },
    async playlists({ householdId, userId }) {
      const { states } = await store.picture(householdId, userId, ['playlists'])
      return states.flatMap(({ state }) => (state.family === 'playlists' ? state.playlists : []))
    },
    async playlist({ householdId, userId }, id) {
      const { states, epoch, seq } = await store.picture(householdId, userId, [playlistRoom(id)])
      const state = states[0]?.state
      return state?.family === 'playlist'
        ? { playlist: state.playlist, entries: state.entries, epoch, seq }
        : null
    },
    leave({ householdId, userId, sessionId, deviceId }) {
      if (deviceId === null || draining) return Promise.resolve()
      const command = { type: 'session.release-speaker', sessionId, deviceId } as const
      return tracked(executeOwn(householdId, { userId, sessionId }, command))
    },
    limitVolume({ householdId, userId, sessionId }, maxVolume) {
      const { command, key } = volumeFollowUp({ sessionId }, maxVolume)
      return tracked(executeOwn(householdId, { userId, sessionId }, command, key))
    },
    async retire({ householdId, userId, sessionId }) {
      const { states } = await store.picture(householdId, userId, ['devices', 'playlists'])
      const deviceIds: DeviceId[] = []
      const playlistIds: PlaylistId[] = []
      for (const { state } of states) {
        if (state.family === 'devices') deviceIds.push(...state.devices.map((one) => one.deviceId))
        if (state.family !== 'playlists') continue
        const own = state.playlists.filter((one) => one.ownerId === userId && one.visibility === 'private')
        playlistIds.push(...own.map((one) => one.playlistId))
      }
      for (const { command, key } of removalFollowUps({ deviceIds, playlistIds })) {
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
    now: clock.now,
    beacon: (householdId, room, beacon) => feeds.beacon(householdId, room, beacon),
    libraryChanged: (householdId, change) =>
      tracked(announce(householdId, 'library', { type: 'library.changed', ...change })),
    async stop() {
      if (draining) return
      draining = true
      await due.stop()
      await Promise.allSettled(running)
      feeds.stop()
      await who.stop()
    },
    [Symbol.asyncDispose]: () => engine.stop(),
  }
  const waiting: Pick<Engine, 'subscribe' | 'session'> = {
    subscribe: (request) => subscribe({ ...following, measures: NO_MEASURES }, request),
    session: engine.session,
  }
  return engine

  async function readSession(
    principal: Principal,
  ): Promise<Pick<SessionReading, 'session' | 'epoch' | 'seq'> & { queue: Queue }> {
    const { householdId, userId, sessionId } = principal
    const { states, epoch, seq, lastInstant } = await store.picture(householdId, userId, [
      sessionRoom(sessionId),
    ])
    clock.witness(lastInstant)
    const state = states[0]?.state
    if (state?.family !== 'session') throw new BatonError('session.not-found')
    return { session: state.session, queue: state.queue, epoch, seq }
  }

  function onBack(
    { householdId, userId, sessionId }: Principal,
    deviceId: NonNullable<Principal['deviceId']>,
  ): void {
    if (draining) return
    tracked(executeOwn(householdId, { userId, sessionId }, { type: 'device.appear', deviceId })).catch(
      onFailure,
    )
  }

  function tracked<T>(work: Promise<T>): Promise<T> {
    running.add(work)
    const done = () => running.delete(work)
    work.then(done, done)
    return work
  }
}
