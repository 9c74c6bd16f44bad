// What the engine answers to whoever may read it, from the store.
import {
  BatonError,
  type DeviceId,
  type HouseholdId,
  NO_QUEUE,
  type PlaylistId,
  playlistRoom,
  type Room,
} from '@baton/protocol'
import {
  DEVICE_HISTORY_PAGES,
  DEVICES,
  type Kind,
  QUEUE_PAGES,
  SESSIONS,
  SHARED_DEVICES,
  seenDevices,
  stateOf,
  tellsHistoryTo,
  want,
} from '#domain'
import type { Engine } from '../api/engine.ts'
import { actorIn, mustBeWithin, type Principal } from '../api/principal.ts'
import type { PlaylistReading } from '../api/readings.ts'
import type { Upkeep } from '../api/upkeep.ts'
import { lentTo } from '../follow/lent-device.ts'
import type { HubClock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'

export interface ReadingParts {
  readonly store: Store
  readonly clock: HubClock
  readonly lastHeard: (deviceId: DeviceId, kept: number) => number
  /** Throws `auth.scope`. */
  readonly mayAskFor: (principal: Principal, rooms: readonly Room[]) => void
  readonly upkeep: () => Upkeep | null
}

type Answers =
  | 'session'
  | 'queue'
  | 'queuePage'
  | 'devices'
  | 'deviceHistory'
  | 'playlists'
  | 'shown'
  | 'playlist'

export interface Readings extends Pick<Engine, Answers> {
  /** For jobs: what is kept of something now, to be worked on. */
  state<Key, State>(householdId: HouseholdId, kind: Kind<Key, State>, key: Key): Promise<State>
}

export function readings({ store, clock, lastHeard, mayAskFor, upkeep }: ReadingParts): Readings {
  return {
    async session(principal, id) {
      mustBeWithin(principal, 'read')
      const named = actorIn(principal, id)
      if (!named) return null
      const isOwn = named.sessionId === principal.sessionId
      const actor = (isOwn && (await lentTo(store, principal)).to) || named
      const { session, epoch, seq } = await readSession({ ...principal, ...actor }, 'head')
      return { session: session.view, epoch, seq, now: clock.now() }
    },
    async queue(principal) {
      const { session, epoch, seq } = await readSession(mustBeWithin(principal, 'read'), 'whole')
      return { queue: session.queue ?? NO_QUEUE, revision: session.view.revision, epoch, seq }
    },
    async queuePage(principal, place, id = principal.sessionId) {
      const { householdId } = mustBeWithin(principal, 'read')
      const sessionId = actorIn(principal, id)?.sessionId
      if (!sessionId) throw new BatonError('session.not-found')
      const key = { sessionId, ...place }
      const { held, household } = await store.read(householdId, [want(QUEUE_PAGES, key)])
      const page = stateOf(held, [], QUEUE_PAGES, key)
      if (!page) throw new BatonError('session.not-found')
      return { ...page, epoch: household.epoch, seq: household.seq }
    },
    async devices(principal) {
      mustBeWithin(principal, 'read')
      const { states } = await store.snapshot(principal.householdId, principal.userId, ['devices'])
      const devices = states.flatMap(({ state }) => (state.family === 'devices' ? state.devices : []))
      // Contacts make no event: who asks is told the last one, followers see when presence changes.
      return devices.map((device) => ({
        ...device,
        lastSeen: lastHeard(device.deviceId, device.lastSeen),
      }))
    },
    async deviceHistory(principal, deviceId, { limit, cursor }) {
      const { householdId, userId } = mustBeWithin(principal, 'read')
      const key = { deviceId, limit, before: cursor }
      const wanted = [want(DEVICES, userId), want(SHARED_DEVICES, userId), want(DEVICE_HISTORY_PAGES, key)]
      const { held } = await store.read(householdId, wanted)
      const own = stateOf(held, [], DEVICES, userId) ?? []
      const seen = seenDevices(own, stateOf(held, [], SHARED_DEVICES, userId))
      const view = seen.find((one) => one.view.deviceId === deviceId)?.view
      if (!view || !tellsHistoryTo(view, userId)) throw new BatonError('device.not-found')
      const items = stateOf(held, [], DEVICE_HISTORY_PAGES, key) ?? []
      const last = items.at(-1)
      return { items: [...items], nextCursor: last?.parentId ? String(last.recordId) : null }
    },
    async playlists(principal) {
      const { householdId, userId } = mustBeWithin(principal, 'read')
      const { states } = await store.snapshot(householdId, userId, ['playlists'])
      return states.flatMap(({ state }) => (state.family === 'playlists' ? state.playlists : []))
    },
    async shown(principal, room) {
      mayAskFor(principal, [room])
      await upkeep()?.beforeReading(principal, room)
      const { states, epoch, seq } = await store.snapshot(principal.householdId, principal.userId, [room])
      const [shown] = states
      return shown ? { state: shown.state, epoch, seq } : null
    },
    async playlist(principal, id) {
      mustBeWithin(principal, 'read')
      await upkeep()?.beforeReading(principal, playlistRoom(id))
      return readPlaylist(store, principal, id)
    },
    async state(householdId, kind, key) {
      const { held } = await store.read(householdId, [want(kind, key)])
      const state = stateOf(held, [], kind, key)
      return state === undefined ? kind.none : state
    },
  }

  async function readSession({ householdId, sessionId }: Principal, depth: 'head' | 'whole') {
    const { held, household } = await store.read(householdId, [want(SESSIONS, sessionId, depth)])
    const { epoch, seq, lastInstant } = household
    clock.witness(lastInstant)
    const session = stateOf(held, [], SESSIONS, sessionId)
    if (!session) throw new BatonError('session.not-found')
    return { session, epoch, seq }
  }
}

/** Null: it is not there, or not to be seen. */
export async function readPlaylist(
  store: Pick<Store, 'snapshot'>,
  { householdId, userId }: Principal,
  id: PlaylistId,
): Promise<PlaylistReading | null> {
  const { states, epoch, seq } = await store.snapshot(householdId, userId, [playlistRoom(id)])
  const state = states[0]?.state
  return state?.family === 'playlist'
    ? { playlist: state.playlist, entries: state.entries, epoch, seq }
    : null
}
