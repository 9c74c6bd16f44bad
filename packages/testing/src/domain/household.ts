import {
  type AggregateEvent,
  type AnyCommand,
  type Caller,
  type CommandFacts,
  DEVICE_HISTORY,
  DEVICES as DEVICES_OF_USER,
  type Device,
  type DeviceHappened,
  type HouseholdQuietHours,
  LIKED,
  type LikedKey,
  newSession,
  type Outcome,
  PEOPLE,
  PLAYS,
  type Play,
  PRESENT_FOR_MS,
  QUIET_HOURS,
  SESSIONS,
  type Session,
  TRACKS,
  type Wanted,
} from '@baton/hub/domain'
import type {
  Capabilities,
  DeviceEvent,
  DeviceId,
  DeviceKind,
  EntryId,
  Rejection,
  SessionId,
  TrackId,
  TrackSource,
  TrackSummary,
  UserId,
} from '@baton/protocol'
import { ANYBODY, decided } from './decided.ts'

/**
 * One user's session and devices with a clock that is moved by hand, and the timers that the rules asked for: what the
 * engine does around the rules, without a store. Immutable, so that a test can go on from any household twice.
 */
export interface Household {
  readonly session: Session
  readonly devices: readonly Device[]
  readonly now: number
  readonly timers: ReadonlyMap<string, Timer>
  /** What has happened since the household was set up, oldest first. */
  readonly events: readonly (AggregateEvent | DeviceEvent)[]
  /** The session's part of it, as the log would keep it. */
  readonly log: readonly { readonly event: AggregateEvent; readonly revision: number; readonly at: number }[]
  readonly plays: readonly Play[]
  /** What the threads of the devices have, oldest first. */
  readonly history: readonly DeviceHappened[]
  /** Devices that the hub hears nothing of, while the others are heard all the time. */
  readonly quiet: ReadonlySet<DeviceId>
  readonly liked: ReadonlySet<TrackId>
  readonly quietHours: HouseholdQuietHours
  readonly library: readonly TrackSummary[]
  /** Counts fresh ids, report numbers and seeds up. */
  readonly counter: number
}

export interface Timer {
  readonly at: number
  readonly command: AnyCommand
}

/** The kitchen and the study follow and report; the radio never reports; the phone is locked; the frame has no sound. */
export const DEVICES = {
  kitchen: { n: 1, kind: 'agent' },
  study: { n: 2, kind: 'agent' },
  attic: { n: 3, kind: 'agent' },
  laptop: { n: 4, kind: 'browser', capabilities: { unlocked: true } },
  phone: { n: 5, kind: 'browser' },
  radio: { n: 6, kind: 'program' },
  frame: { n: 7, kind: 'display' },
} as const satisfies Record<string, { n: number; kind: DeviceKind; capabilities?: Partial<Capabilities> }>
export type DeviceName = keyof typeof DEVICES

export const USER = numbered(1, 1) as UserId
export const SESSION = numbered(2, 1) as SessionId
export const START = 1_700_000_000_000
/** Each track of the library has this length, but the last, of which none is known. */
export const TRACK_MS = 200_000

export function deviceId(name: DeviceName): DeviceId {
  return numbered(3, DEVICES[name].n) as DeviceId
}

export function trackId(n: number): TrackId {
  return numbered(4, n) as TrackId
}

export function deviceNamed(household: Household, name: DeviceName): Device {
  const device = household.devices.find(({ view }) => view.deviceId === deviceId(name))
  if (!device) throw new Error(`The ${name} is not registered`)
  return device
}

/** This device is an agent that the hub calls, and is well. */
export function asCalledAgent(household: Household, name: DeviceName): Household {
  const agent = { baseUrl: `http://${name}:9000`, reachable: true, mounted: true }
  const devices = household.devices.map((device) =>
    device.view.deviceId === deviceId(name) ? { ...device, view: { ...device.view, agent } } : device,
  )
  return { ...household, devices }
}

/** A household in which these devices have just introduced themselves. */
export function householdWith(...names: readonly DeviceName[]): Household {
  let household: Household = {
    session: newSession(SESSION, USER, START),
    devices: [],
    now: START,
    timers: new Map(),
    events: [],
    log: [],
    plays: [],
    history: [],
    quiet: new Set(),
    liked: new Set(),
    quietHours: QUIET_HOURS.none,
    library: Array.from({ length: 40 }, (_, i) => trackSummary(i + 1)),
    counter: 1,
  }
  for (const name of names) {
    const { kind, ...more } = DEVICES[name]
    const registered = attempt(household, {
      type: 'device.register',
      deviceId: deviceId(name),
      name,
      kind,
      ...more,
    })
    if ('rejected' in registered) throw new Error(`The ${name} was refused: ${registered.rejected.code}`)
    household = registered.household
  }
  return { ...household, events: [], history: [] }
}

export type Attempt =
  | { readonly household: Household; readonly outcome: Led }
  | { readonly household: Household; readonly rejected: Rejection }

/** What a command led to, sorted by whose it is. */
export interface Led {
  readonly session: Session
  readonly sessionEvents: readonly AggregateEvent[]
  readonly deviceEvents: readonly DeviceEvent[]
  readonly result: Outcome['result']
}

/** One command, decided with what the household knows. A refusal leaves the household as it was. */
export function attempt(
  household: Household,
  command: AnyCommand,
  by: DeviceName | null = null,
  rights: Partial<Caller> = {},
): Attempt {
  const heard = by === null ? household : contact(household, deviceId(by))
  const caller = { ...ANYBODY, ...rights, deviceId: by && deviceId(by) }
  const outcome = decided(command, factsIn(heard, caller), (wanted) => stateIn(heard, wanted))
  const counted = { ...heard, counter: heard.counter + 1 }
  if ('rejected' in outcome) return { household: counted, rejected: outcome.rejected }
  const after = committed(counted, outcome)
  const happened = outcome.published.map(({ event }) => event) as readonly (AggregateEvent | DeviceEvent)[]
  return {
    household: after,
    outcome: {
      session: after.session,
      sessionEvents: happened.filter(isOfSession),
      deviceEvents: happened.filter((event): event is DeviceEvent => !isOfSession(event)),
      result: outcome.result,
    },
  }
}

function factsIn({ now, counter }: Household, caller: Caller): CommandFacts {
  return {
    now,
    wallAheadMs: 0,
    subject: { userId: USER, sessionId: SESSION },
    caller,
    seed: counter,
    freshIds: (count) => Array.from({ length: count }, (_, i) => numbered(5, counter * 20_000 + i)),
  }
}

/** What a store would have of it. */
function stateIn(
  { session, devices, liked, library, quietHours }: Household,
  { kind, key }: Wanted,
): unknown {
  switch (kind) {
    case SESSIONS:
      return session
    case DEVICES_OF_USER:
      return devices
    case QUIET_HOURS:
      return quietHours
    case PEOPLE:
      return [{ userId: USER, sessionId: SESSION }]
    case LIKED:
      return liked.has((key as LikedKey).trackId)
    case TRACKS: {
      const source = key as TrackSource
      if (!('trackIds' in source)) return []
      return source.trackIds.flatMap((id) => library.find((track) => track.trackId === id) ?? [])
    }
    default:
      return kind.none
  }
}

function isOfSession(event: AggregateEvent | DeviceEvent): event is AggregateEvent {
  return event.type.startsWith('session.') || event.type.startsWith('queue.')
}

/** Sees each command that a timer gives, with the household before and what it led to. */
export type Watch = (before: Household, command: AnyCommand, attempted: Attempt) => void

/** Lets time pass. Devices that are not quiet are heard, and each timer is carried out when it is due. */
export function pass(household: Household, ms: number, watch: Watch = () => {}): Household {
  const until = household.now + ms
  let present = household
  for (;;) {
    const [key, timer] = earliest(present.timers)
    if (timer === undefined || timer.at > until) return allHeard({ ...present, now: until })
    const now = Math.max(present.now, timer.at)
    const rest = new Map(present.timers)
    rest.delete(key)
    const before = allHeard({ ...present, now, timers: rest })
    const attempted = stillWaiting(attempt(before, timer.command), key)
    watch(before, timer.command, attempted)
    present = attempted.household
  }
}

/** A key is given back what the states still wait for, once what was due under it is judged. */
function stillWaiting(attempted: Attempt, key: string): Attempt {
  const { session, devices, timers, now } = attempted.household
  const timer = SESSIONS.timers?.(session).get(key) ?? DEVICES_OF_USER.timers?.(devices).get(key)
  if (timers.has(key) || !timer || timer.at <= now) return attempted
  return {
    ...attempted,
    household: { ...attempted.household, timers: new Map(timers).set(key, timer as Timer) },
  }
}

export function entryAt(household: Household, index: number): EntryId {
  const entry = household.session.queue?.entries[index]
  if (!entry) throw new Error(`The queue has no entry ${index}`)
  return entry.entryId
}

function trackSummary(n: number): TrackSummary {
  return {
    trackId: trackId(n),
    title: `Track ${n}`,
    artist: null,
    album: null,
    albumId: null,
    coverId: null,
    durationMs: n === 40 ? null : TRACK_MS,
  }
}

function committed(household: Household, { changes, due, published }: Outcome): Household {
  const timers = new Map(household.timers)
  for (const { key, due: timer } of due) {
    // The rules' own commands, each of them.
    if (timer) timers.set(key, timer as Timer)
    else timers.delete(key)
  }
  let after: Household = { ...household, timers }
  for (const { kind, key, after: state } of changes) {
    if (kind === SESSIONS) after = { ...after, session: state as Session }
    if (kind === DEVICES_OF_USER) after = { ...after, devices: sorted(state as readonly Device[]) }
    if (kind === QUIET_HOURS) after = { ...after, quietHours: state as HouseholdQuietHours }
    if (kind === PLAYS) after = { ...after, plays: [...after.plays, ...(state as readonly Play[])] }
    if (kind === DEVICE_HISTORY) after = { ...after, history: [...after.history, state as DeviceHappened] }
    if (kind === LIKED) after = { ...after, liked: likedNow(after.liked, key as LikedKey, state as boolean) }
  }
  const happened = published.map(({ event }) => event) as readonly (AggregateEvent | DeviceEvent)[]
  const { revision } = after.session.view
  const logged = happened.filter(isOfSession).map((event) => ({ event, revision, at: household.now }))
  return { ...after, events: [...household.events, ...happened], log: [...household.log, ...logged] }
}

function sorted(devices: readonly Device[]): readonly Device[] {
  return devices.toSorted((a, b) => (a.view.deviceId < b.view.deviceId ? -1 : 1))
}

function likedNow(liked: Household['liked'], { trackId }: LikedKey, isLiked: boolean): Household['liked'] {
  const after = new Set(liked)
  if (isLiked) after.add(trackId)
  else after.delete(trackId)
  return after
}

function contact(household: Household, id: DeviceId): Household {
  const devices = household.devices.map((device) => {
    const presentUntil = household.now + PRESENT_FOR_MS[device.view.kind]
    return device.view.deviceId === id ? { ...device, presentUntil, heardAt: household.now } : device
  })
  return { ...household, devices }
}

function allHeard(household: Household): Household {
  const heard = household.devices.filter(({ view }) => !household.quiet.has(view.deviceId))
  return heard.reduce((present, { view }) => contact(present, view.deviceId), household)
}

function earliest(timers: Household['timers']): [string, Timer | undefined] {
  let found: [string, Timer | undefined] = ['', undefined]
  for (const [key, timer] of timers) if (!found[1] || timer.at < found[1].at) found = [key, timer]
  return found
}

function numbered(family: number, n: number): string {
  return `${String(family).padStart(8, '0')}-0000-4000-8000-${String(n).padStart(12, '0')}`
}
