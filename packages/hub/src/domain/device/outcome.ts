import type { DeviceEvent } from '@baton/protocol'
import {
  type CommandFacts,
  change,
  type Decided,
  type Elsewhere,
  type Published,
  type Subject,
} from '../family.ts'
import type { HubCommand } from '../session/decide.ts'
import type { DeviceOutcome } from './decide.ts'
import type { Device } from './device.ts'
import { DEVICES } from './kinds.ts'

/** What became of one device, as a decision about all that its owner has. */
export function decidedBy(
  { device, event, result }: DeviceOutcome,
  devices: readonly Device[],
  { subject }: CommandFacts,
): Decided {
  return {
    changes: device ? [change(DEVICES, subject.userId, devices, replacedIn(devices, device))] : [],
    published: event ? [publishedOf(event, subject)] : [],
    result,
  }
}

export function leadingTo(decided: Decided, ...consequences: readonly (HubCommand | Elsewhere)[]): Decided {
  return { ...decided, consequences }
}

export function replacedIn(devices: readonly Device[], device: Device): readonly Device[] {
  const { deviceId } = device.view
  const at = devices.findIndex(({ view }) => view.deviceId === deviceId)
  return at < 0 ? [...devices, device] : devices.with(at, device)
}

export function publishedOf(event: DeviceEvent, { userId }: Subject): Published {
  const revision = event.type === 'device.removed' ? 0 : event.device.revision
  return { room: 'devices', audience: userId, revision, event }
}
