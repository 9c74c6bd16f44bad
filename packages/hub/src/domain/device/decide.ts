import {
  type Capabilities,
  type CommandResult,
  type DeviceCommand,
  type DeviceEvent,
  type DeviceId,
  type DeviceKind,
  type DevicePlayers,
  type DeviceView,
  type Health,
  type Rejection,
  rejection,
  type UserId,
} from '@baton/protocol'
import type { WindowOf } from '../quiet-hours/windows.ts'
import { type Device, isAble } from './device.ts'
import { CONTACT_WRITE_EVERY_MS, PRESENT_FOR_MS } from './presence-times.ts'
import { withQuiet, withQuietLifted } from './quiet.ts'

export const MAX_DEVICES = 200

/** What the hub itself tells a device: it was heard of again, or may be gone. */
export type PresenceCommand =
  | { readonly type: 'device.appear'; readonly deviceId: DeviceId }
  | { readonly type: 'device.check-presence'; readonly deviceId: DeviceId }
  /** What spoke for it has signed out: it is silent, and cannot say so any more. */
  | { readonly type: 'device.leave'; readonly deviceId: DeviceId }
  /** The time has come to judge quiet hours anew: of one device, or of all that the user has. */
  | { readonly type: 'device.keep-quiet-hours'; readonly deviceId?: DeviceId }

/** What the hub itself tells of agents that it calls: that there is one, and what calling it showed. */
export type AgentCommand =
  | {
      readonly type: 'device.add-agent'
      readonly deviceId: DeviceId
      readonly name: string
      readonly baseUrl: string
      readonly address: string
    }
  | {
      readonly type: 'device.note-agent'
      readonly deviceId: DeviceId
      readonly reachable?: boolean
      readonly mounted?: boolean
      readonly capabilities?: Partial<Capabilities>
    }

export interface DeviceContext {
  readonly now: number
  readonly userId: UserId
  readonly freshId: string
  readonly devices: readonly Device[]
  readonly windowOf: WindowOf
  /** Who may play on one that is new; missing or null: whose it is. */
  readonly players?: DevicePlayers | null
}

export interface DeviceOutcome {
  /** As it is now; null where nothing changed. */
  readonly device: Device | null
  readonly event: DeviceEvent | null
  readonly result: CommandResult
}

type Register = Extract<DeviceCommand, { type: 'device.register' }>
type Update = Extract<DeviceCommand, { type: 'device.update' }>

/** A device introduces itself. Neither this nor anything else about presence ever starts sound. */
export function registerDevice(command: Register, context: DeviceContext): DeviceOutcome | Rejection {
  const known = context.devices.find(({ view }) => view.deviceId === command.deviceId)
  if (!known && context.devices.length >= MAX_DEVICES)
    return rejection('device.limit', { limit: MAX_DEVICES })
  // It speaks by a credential of its own, and is nobody else.
  if (known?.view.display) return rejection('auth.forbidden')
  const kind = command.kind ?? known?.view.kind ?? 'program'
  // Another program may register by the same sign-in: only what says so itself can be shared.
  const { shareable: _, ...abilities } = known?.view.capabilities ?? defaultCapabilities(kind)
  const view = stamped({
    deviceId: known?.view.deviceId ?? command.deviceId ?? (context.freshId as DeviceId),
    ownerId: context.userId,
    name: command.name,
    platform: command.platform ?? known?.view.platform ?? null,
    kind,
    capabilities: soundlessIf(kind === 'display', {
      ...abilities,
      ...given(command.capabilities),
    }),
    enabled: known?.view.enabled ?? true,
    online: true,
    health: 'unknown',
    lastSeen: context.now,
    revision: (known?.view.revision ?? 0) + 1,
    ...(known ? kept(known.view) : context.players && { players: context.players }),
  })
  const quiet = withQuiet(view, context.windowOf, context.now)
  // Another worker may answer by what was written for a device of this id before it was removed: rule P30.
  const heardAt = context.now + CONTACT_WRITE_EVERY_MS
  const device = present(
    { reportN: 0, confirmed: null, heardAt, ...known, view: quiet, presentUntil: 0 },
    context.now,
  )
  return happened(device, { type: 'device.registered', device: quiet })
}

/** What others say of a device, and it does not say itself. */
function kept({ agent, maxVolume, quietHours, quiet, players, playsFor }: DeviceView): Partial<DeviceView> {
  return {
    ...(agent && { agent }),
    ...(maxVolume != null && { maxVolume }),
    ...(quietHours != null && { quietHours }),
    ...(quiet && { quiet }),
    ...(players != null && { players }),
    ...(playsFor != null && { playsFor }),
  }
}

type AddAgent = Extract<AgentCommand, { type: 'device.add-agent' }>
type NoteAgent = Extract<AgentCommand, { type: 'device.note-agent' }>

/** An agent that the hub calls: not there until it has answered. `known`: addresses that the household has already. */
export function addAgent(
  command: AddAgent,
  known: readonly string[],
  context: DeviceContext,
): DeviceOutcome | Rejection {
  const { deviceId, name, baseUrl, address } = command
  if (context.devices.length >= MAX_DEVICES) return rejection('device.limit', { limit: MAX_DEVICES })
  if (known.includes(baseUrl) || context.devices.some(({ view }) => view.deviceId === deviceId)) {
    return rejection('device.agent-known')
  }
  const added = stamped({
    deviceId,
    ownerId: context.userId,
    name,
    platform: null,
    kind: 'agent',
    capabilities: { ...defaultCapabilities('agent'), volume: false },
    enabled: true,
    online: false,
    health: 'unknown',
    lastSeen: context.now,
    revision: 1,
    agent: { baseUrl, reachable: null, mounted: null },
  })
  const view = withQuiet(added, context.windowOf, context.now)
  const nothing = { presentUntil: 0, heardAt: 0, reportN: 0, confirmed: null }
  return happened({ ...nothing, view, agentAddress: address }, { type: 'device.registered', device: view })
}

/** What calling an agent showed. Said again it changes nothing. */
export function noteAgent(device: Device, command: NoteAgent, now: number): DeviceOutcome {
  const { view } = device
  if (!view.agent) return unchanged(device)
  const { reachable = view.agent.reachable, mounted = view.agent.mounted } = command
  const wanted = {
    ...view,
    capabilities: { ...view.capabilities, ...given(command.capabilities) },
    agent: { ...view.agent, reachable, mounted },
  }
  return became(device, wanted, now)
}

/** `windowOf`: given where the command says when the device is quiet. */
export function updateDevice(
  device: Device,
  command: Update,
  now: number,
  windowOf: WindowOf | null,
): DeviceOutcome {
  const { view } = device
  const said = { ...view.capabilities, ...given(command.capabilities) }
  const capabilities = soundlessIf(view.kind === 'display', said)
  const wanted = {
    ...view,
    name: command.name ?? view.name,
    enabled: command.enabled ?? view.enabled,
    capabilities,
    ...(command.maxVolume !== undefined && { maxVolume: command.maxVolume }),
    ...(command.quietHours !== undefined && { quietHours: command.quietHours }),
    ...(command.players !== undefined && { players: command.players }),
  }
  return became(device, windowOf ? withQuiet(wanted, windowOf, now) : wanted, now)
}

/** The time of its quiet hours has come, or is over. */
export function keepQuietHours(device: Device, windowOf: WindowOf, now: number): DeviceOutcome {
  return became(device, withQuiet(device.view, windowOf, now), now)
}

export function liftQuietHours(device: Device, lifted: boolean, now: number): DeviceOutcome {
  return became(device, withQuietLifted(device.view, lifted, now), now)
}

/** What a device's own report tells about it: that it reports at all, and that it may not sound. */
export function learnFromReport(device: Device, blocked: boolean, now: number): DeviceOutcome {
  const { capabilities } = device.view
  const learnt = { ...capabilities, reports: true, unlocked: capabilities.unlocked && !blocked }
  const same = learnt.reports === capabilities.reports && learnt.unlocked === capabilities.unlocked
  return same ? unchanged(device) : changed(device, { ...device.view, capabilities: learnt }, now)
}

export function appear(device: Device, now: number): DeviceOutcome {
  if (device.view.online) return unchanged(device)
  const view = next(device, { ...device.view, online: true }, now)
  return happened(present({ ...device, view }, now), { type: 'device.came-online', device: view })
}

/** Judged when its deadline has come: heard of meanwhile, it is looked at again later. */
export function checkPresence(device: Device, now: number): DeviceOutcome {
  if (!device.view.online || now < device.presentUntil) return unchanged(device)
  const lastSeen = Math.min(now, device.heardAt)
  const view = { ...next(device, { ...device.view, online: false }, now), lastSeen }
  return happened({ ...device, view }, { type: 'device.went-offline', device: view })
}

/** Its session is another, which everybody is told who sees it. What nobody is shown is only kept. */
export function madeAnother(device: Device, other: Device, now: number): DeviceOutcome {
  const isSeen = device.lending?.to?.sessionId !== other.lending?.to?.sessionId
  if (!isSeen && JSON.stringify(device.view) === JSON.stringify(other.view))
    return { ...unchanged(device), device: other }
  return changed({ ...other, view: device.view }, other.view, now)
}

function became(device: Device, wanted: DeviceView, now: number): DeviceOutcome {
  const isSame = JSON.stringify(wanted) === JSON.stringify(device.view)
  return isSame ? unchanged(device) : changed(device, wanted, now)
}

function changed(device: Device, wanted: DeviceView, now: number): DeviceOutcome {
  const view = next(device, wanted, now)
  return happened({ ...device, view }, { type: 'device.changed', device: view })
}

export function happened(device: Device, event: DeviceEvent): DeviceOutcome {
  return { ...unchanged(device), device, event }
}

export function unchanged(device: Device): DeviceOutcome {
  return { device: null, event: null, result: { deviceId: device.view.deviceId } }
}

export function next(device: Device, wanted: DeviceView, now: number): DeviceView {
  return stamped({ ...wanted, lastSeen: now, revision: device.view.revision + 1 })
}

/** Others may count with a later contact already: what they count with is never taken back. */
export function present(device: Device, now: number): Device {
  const presentUntil = now + PRESENT_FOR_MS[device.view.kind] + CONTACT_WRITE_EVERY_MS
  return { ...device, presentUntil, heardAt: Math.max(now, device.heardAt) }
}

export function stamped(view: DeviceView): DeviceView {
  return { ...view, health: healthOf(view) }
}

function healthOf({ online, capabilities, enabled, agent, kind }: DeviceView): Health {
  if (!online || agent?.reachable === false) return 'down'
  if (kind === 'display') return enabled ? 'ready' : 'notready'
  if (agent && !isAble(agent)) return 'notready'
  return enabled && capabilities.sound && capabilities.unlocked ? 'ready' : 'notready'
}

export function defaultCapabilities(kind: DeviceKind): Capabilities {
  const sound = kind !== 'display'
  return {
    sound,
    volume: sound,
    unlocked: kind !== 'browser',
    reports: kind === 'browser' || kind === 'agent',
    gapless: false,
  }
}

/** Displays never sound, whatever they say. */
function soundlessIf(isDisplay: boolean, said: Capabilities): Capabilities {
  return isDisplay ? { ...said, sound: false, volume: false } : said
}

function given(
  capabilities: { readonly [name in keyof Capabilities]?: Capabilities[name] | undefined } = {},
): Partial<Capabilities> {
  return Object.fromEntries(Object.entries(capabilities).filter(([, value]) => value !== undefined))
}
