// A device that is the speaker of somebody else's session: what is done at it is about that one. Rules SD in
// docs/protocol/shared-devices.md.
import { asksAsSpeaker, type Device } from '../device/device.ts'
import { DEVICES } from '../device/kinds.ts'
import { type CommandFacts, type Read, type Subject, type Wanted, want } from '../family.ts'
import { SESSIONS } from './kinds.ts'

/** The session whose speaker the caller's device is, where that is not its owner's; else null. */
export function heldByAnother(
  read: Read,
  { subject, caller }: Pick<CommandFacts, 'subject' | 'caller'>,
): Subject | null {
  const device = read(DEVICES, subject.userId).find(({ view }) => view.deviceId === caller.deviceId)
  const to = device && asksAsSpeaker(device, caller) ? device.lending?.to : null
  return to && read(SESSIONS, to.sessionId)?.view.activeDeviceId === caller.deviceId ? to : null
}

/** The sessions that these devices follow beside their owner's. */
export function followedSessions(
  devices: readonly Device[] = [],
  depth: 'head' | 'whole' = 'head',
): readonly Wanted[] {
  return devices.flatMap(({ lending }) => (lending?.to ? want(SESSIONS, lending.to.sessionId, depth) : []))
}
