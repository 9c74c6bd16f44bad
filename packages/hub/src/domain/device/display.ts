// Displays: devices that show artwork and never sound. Everything that is known of one it has said itself, over a
// connection of its own; the hub tells its rules of that.
import { type DeviceId, type DisplayView, type Rejection, rejection } from '@baton/protocol'
import type { CommandFacts, Decided, Refused } from '../family.ts'
import type { WindowOf } from '../quiet-hours/windows.ts'
import {
  type DeviceContext,
  type DeviceOutcome,
  defaultCapabilities,
  happened,
  next,
  present,
  stamped,
  unchanged,
} from './decide.ts'
import type { Device } from './device.ts'
import { decidedBy } from './outcome.ts'
import { withQuiet } from './quiet.ts'

/** So many displays a user may have. */
export const MAX_DISPLAYS = 128

/** What a display may say of itself; what it does not say stays as it was. */
export type DisplaySaid = Partial<DisplayView>

/** What the hub itself tells of displays: that somebody has registered one, and what one said. */
export type DisplayNews =
  | {
      readonly type: 'device.add-display'
      readonly deviceId: DeviceId
      readonly name: string
      readonly model: string | null
      readonly firmware: string | null
    }
  | {
      readonly type: 'device.note-display'
      readonly deviceId: DeviceId
      /** Missing: as it was. */
      readonly online?: boolean
      readonly said?: DisplaySaid
    }

type AddDisplay = Extract<DisplayNews, { type: 'device.add-display' }>
type NoteDisplay = Extract<DisplayNews, { type: 'device.note-display' }>

/** Not there until it has connected. Added again it is as it was. */
export function addDisplay(
  { deviceId, name, model, firmware }: AddDisplay,
  { devices, userId, now, windowOf }: DeviceContext,
): DeviceOutcome | Rejection {
  const known = devices.find(({ view }) => view.deviceId === deviceId)
  if (known) return unchanged(known)
  if (devices.filter(({ view }) => view.display).length >= MAX_DISPLAYS)
    return rejection('display.limit', { limit: MAX_DISPLAYS })
  const added = stamped({
    deviceId,
    ownerId: userId,
    name,
    platform: null,
    kind: 'display',
    capabilities: defaultCapabilities('display'),
    enabled: true,
    online: false,
    health: 'unknown',
    lastSeen: now,
    revision: 1,
    display: {
      model,
      firmware,
      postId: null,
      commands: [],
      paused: null,
      brightness: null,
      rotation: null,
      mirror: null,
    },
  })
  const view = withQuiet(added, windowOf, now)
  const device: Device = { view, presentUntil: 0, heardAt: 0, reportN: 0, confirmed: null }
  return happened(device, { type: 'device.registered', device: view })
}

/** Said again it changes nothing; one that says that it is there counts as there for its threshold from now on. */
export function noteDisplay(device: Device, { online, said = {} }: NoteDisplay, now: number): DeviceOutcome {
  const { view } = device
  if (!view.display) return unchanged(device)
  const isThere = online ?? view.online
  const display = { ...view.display, ...said }
  const isSame = isThere === view.online && JSON.stringify(display) === JSON.stringify(view.display)
  if (isSame) return unchanged(device)
  const noted = next(device, { ...view, online: isThere, display }, now)
  const after = online ? present({ ...device, view: noted }, now) : { ...device, view: noted }
  if (isThere === view.online) return happened(after, { type: 'device.changed', device: noted })
  return happened(after, { type: isThere ? 'device.came-online' : 'device.went-offline', device: noted })
}

export function displayAdded(
  command: AddDisplay,
  devices: readonly Device[],
  windowOf: WindowOf,
  facts: CommandFacts,
): Decided | Refused {
  const { now, subject } = facts
  const context = { now, userId: subject.userId, freshId: command.deviceId, devices, windowOf }
  const outcome = addDisplay(command, context)
  return 'code' in outcome ? { rejected: outcome } : decidedBy(outcome, devices, facts)
}
