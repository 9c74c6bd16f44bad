import {
  type AggregateEvent,
  type AnyCommand,
  type Device,
  decide,
  newSession,
  type Outcome,
  type Play,
  PRESENT_FOR_MS,
  type Session,
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
  TrackSummary,
  UserId,
} from '@baton/protocol'

/**
 * One user's session and devices with a clock that is moved by hand, and the timers that the rules asked for: what the
 * engine does around the rules, without a store. Immutable, so that a test can go on from any house twice.
 */
export interface House {
  readonly session: Session
  readonly devices: readonly Device[]
  readonly now: number
  readonly timers: ReadonlyMap<string, Timer>
  /** What has happened since the house was built, oldest first. */
  readonly events: readonly (AggregateEvent | DeviceEvent)[]
  /** The session's part of it, as the log would keep it. */
  readonly log: readonly { readonly event: AggregateEvent; readonly revision: number; readonly at: number }[]
  readonly plays: readonly Play[]
  /** Devices that the hub hears nothing of, while the others are heard all the time. */
  readonly quiet: ReadonlySet<DeviceId>
  readonly liked: ReadonlySet<TrackId>
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
} as const satisfies Record<
  string,
  { n: number; kind: DeviceKind; capabilities?: Partial<Record<keyof Capabilities, boolean>> }
>
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

export function deviceNamed(house: House, name: DeviceName): Device {
  const device = house.devices.find(({ view }) => view.deviceId === deviceId(name))
  if (!device) throw new Error(`The ${name} is not registered`)
  return device
}

/** A house in which these devices have just introduced themselves. */
export function houseWith(...names: readonly DeviceName[]): House {
  let house: House = {
    session: newSession(SESSION, USER, START),
    devices: [],
    now: START,
    timers: new Map(),
    events: [],
    log: [],
    plays: [],
    quiet: new Set(),
    liked: new Set(),
    library: Array.from({ length: 40 }, (_, i) => trackSummary(i + 1)),
    counter: 1,
  }
  for (const name of names) {
    const { kind, ...more } = DEVICES[name]
    const registered = attempt(house, {
      type: 'device.register',
      deviceId: deviceId(name),
      name,
      kind,
      ...more,
    })
    if ('rejected' in registered) throw new Error(`The ${name} was refused: ${registered.rejected.code}`)
    house = registered.house
  }
  return { ...house, events: [] }
}

export type Attempt =
  | { readonly house: House; readonly outcome: Outcome }
  | { readonly house: House; readonly rejected: Rejection }

/** One command, decided with what the house knows. A refusal leaves the house as it was. */
export function attempt(house: House, command: AnyCommand, caller: DeviceName | null = null): Attempt {
  const heard = caller === null ? house : contact(house, deviceId(caller))
  const tracks = tracksOf(heard, command)
  const outcome = decide(heard.session, command, {
    now: heard.now,
    userId: USER,
    callerId: caller && deviceId(caller),
    ids: Array.from({ length: (tracks?.length ?? 0) + 1 }, (_, i) => numbered(5, heard.counter * 20_000 + i)),
    seed: heard.counter,
    devices: heard.devices,
    tracks,
    liked: command.type === 'session.like' && heard.liked.has(command.trackId),
  })
  const counted = { ...heard, counter: heard.counter + 1 }
  if ('rejected' in outcome) return { house: counted, rejected: outcome.rejected }
  return { house: committed(counted, outcome), outcome }
}

/** Sees each command that a timer gives, with the house before and what it led to. */
export type Watch = (before: House, command: AnyCommand, attempted: Attempt) => void

/** Lets time pass. Devices that are not quiet are heard, and each timer is carried out when it is due. */
export function pass(house: House, ms: number, watch: Watch = () => {}): House {
  const until = house.now + ms
  let present = house
  for (;;) {
    const [key, timer] = earliest(present.timers)
    if (timer === undefined || timer.at > until) return allHeard({ ...present, now: until })
    const now = Math.max(present.now, timer.at)
    const rest = new Map(present.timers)
    rest.delete(key)
    const before = allHeard({ ...present, now, timers: rest })
    const attempted = attempt(before, timer.command)
    watch(before, timer.command, attempted)
    present = attempted.house
  }
}

export function entryAt(house: House, index: number): EntryId {
  const entry = house.session.queue?.entries[index]
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

function tracksOf({ library }: House, command: AnyCommand): readonly TrackSummary[] | null {
  if (command.type === 'session.like') return library.filter((track) => track.trackId === command.trackId)
  if (command.type !== 'queue.enqueue') return null
  if (!('trackIds' in command.source)) return []
  return command.source.trackIds.flatMap((id) => library.find((track) => track.trackId === id) ?? [])
}

function committed(house: House, outcome: Outcome): House {
  const changed = new Map(outcome.devices.map((device) => [device.view.deviceId, device]))
  const others = house.devices.filter(
    ({ view }) => !changed.has(view.deviceId) && view.deviceId !== outcome.removedDeviceId,
  )
  const timers = new Map(house.timers)
  for (const { key, due } of outcome.due) {
    if (due) timers.set(key, due)
    else timers.delete(key)
  }
  const liked = new Set(house.liked)
  const { revision } = outcome.session.view
  for (const event of outcome.sessionEvents) {
    if (event.type !== 'session.track-liked') continue
    if (event.liked) liked.add(event.trackId)
    else liked.delete(event.trackId)
  }
  return {
    ...house,
    session: outcome.session,
    devices: [...others, ...changed.values()].sort((a, b) => (a.view.deviceId < b.view.deviceId ? -1 : 1)),
    timers,
    liked,
    events: [...house.events, ...outcome.sessionEvents, ...outcome.deviceEvents],
    log: [...house.log, ...outcome.sessionEvents.map((event) => ({ event, revision, at: house.now }))],
    plays: [...house.plays, ...outcome.plays],
  }
}

function contact(house: House, id: DeviceId): House {
  const devices = house.devices.map((device) => {
    const presentUntil = house.now + PRESENT_FOR_MS[device.view.kind]
    return device.view.deviceId === id ? { ...device, presentUntil, heardAt: house.now } : device
  })
  return { ...house, devices }
}

function allHeard(house: House): House {
  const heard = house.devices.filter(({ view }) => !house.quiet.has(view.deviceId))
  return heard.reduce((present, { view }) => contact(present, view.deviceId), house)
}

function earliest(timers: House['timers']): [string, Timer | undefined] {
  let found: [string, Timer | undefined] = ['', undefined]
  for (const [key, timer] of timers) if (!found[1] || timer.at < found[1].at) found = [key, timer]
  return found
}

function numbered(family: number, n: number): string {
  return `${String(family).padStart(8, '0')}-0000-4000-8000-${String(n).padStart(12, '0')}`
}
