import {
  type Capabilities,
  type CommandResult,
  type DeviceCommand,
  type DeviceEvent,
  type DeviceId,
  type DeviceKind,
  type DeviceView,
  type Health,
  type Rejection,
  rejection,
  type UserId,
} from '@baton/protocol'
import type { Device } from './device.ts'
import { CONTACT_WRITE_EVERY_MS, PRESENT_FOR_MS } from './presence-times.ts'

export const MAX_DEVICES = 200

/** What the hub itself tells a device: it was heard of again, or may be gone. */
export type PresenceCommand =
  | { readonly type: 'device.appear'; readonly deviceId: DeviceId }
  | { readonly type: 'device.check-presence'; readonly deviceId: DeviceId }

export interface DeviceContext {
  readonly now: number
  readonly userId: UserId
  readonly freshId: string
  readonly devices: readonly Device[]
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
  const kind = command.kind ?? known?.view.kind ?? 'program'
  const view = stamped({
    deviceId: known?.view.deviceId ?? command.deviceId ?? (context.freshId as DeviceId),
    ownerId: context.userId,
    name: command.name,
    platform: command.platform ?? known?.view.platform ?? null,
    kind,
    capabilities: {
      ...(known?.view.capabilities ?? defaultCapabilities(kind)),
      ...given(command.capabilities),
    },
    enabled: known?.view.enabled ?? true,
    online: true,
    health: 'unknown',
    lastSeen: context.now,
    revision: (known?.view.revision ?? 0) + 1,
  })
  const device = present(
    { reportN: 0, confirmed: null, ...known, view, presentUntil: 0, heardAt: 0 },
    context.now,
  )
  return happened(device, { type: 'device.registered', device: view })
}

export function updateDevice(device: Device, command: Update, now: number): DeviceOutcome {
  const { view } = device
  const capabilities = { ...view.capabilities, ...given(command.capabilities) }
  const wanted = {
    ...view,
    name: command.name ?? view.name,
    enabled: command.enabled ?? view.enabled,
    capabilities,
  }
  return JSON.stringify(wanted) === JSON.stringify(view) ? unchanged(device) : changed(device, wanted, now)
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

function changed(device: Device, wanted: DeviceView, now: number): DeviceOutcome {
  const view = next(device, wanted, now)
  return happened({ ...device, view }, { type: 'device.changed', device: view })
}

function happened(device: Device, event: DeviceEvent): DeviceOutcome {
  return { ...unchanged(device), device, event }
}

function unchanged(device: Device): DeviceOutcome {
  return { device: null, event: null, result: { deviceId: device.view.deviceId } }
}

function next(device: Device, wanted: DeviceView, now: number): DeviceView {
  return stamped({ ...wanted, lastSeen: now, revision: device.view.revision + 1 })
}

function present(device: Device, now: number): Device {
  const presentUntil = now + PRESENT_FOR_MS[device.view.kind] + CONTACT_WRITE_EVERY_MS
  return { ...device, presentUntil, heardAt: now }
}

function stamped(view: DeviceView): DeviceView {
  return { ...view, health: healthOf(view) }
}

function healthOf({ online, capabilities, enabled }: DeviceView): Health {
  if (!online) return 'down'
  return enabled && capabilities.sound && capabilities.unlocked ? 'ready' : 'notready'
}

function defaultCapabilities(kind: DeviceKind): Capabilities {
  const sound = kind !== 'display'
  return {
    sound,
    volume: sound,
    unlocked: kind !== 'browser',
    reports: kind === 'browser' || kind === 'agent',
    gapless: false,
  }
}

function given(
  capabilities: { readonly [name in keyof Capabilities]?: Capabilities[name] | undefined } = {},
): Partial<Capabilities> {
  return Object.fromEntries(Object.entries(capabilities).filter(([, value]) => value !== undefined))
}
