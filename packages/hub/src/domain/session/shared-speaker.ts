// Speakers that several people may play on: each follows one session at a time. Rules SD in docs/protocol/shared-devices.md.
import {
  type DeviceId,
  type DropOut,
  isShared,
  type PlaysFor,
  type Rejection,
  rejection,
  type SessionView,
} from '@baton/protocol'
import type { Device } from '../device/device.ts'
import type { CommandFacts, Elsewhere } from '../family.ts'
import { type Context, deviceOf } from './context.ts'
import type { Draft } from './decision.ts'
import { failoverFrom } from './failover.ts'
import { cancelOffer } from './hand-over-offer.ts'
import { rightMovedTo } from './right-to-sound.ts'
import { pause } from './transport.ts'

interface Claiming extends Pick<CommandFacts, 'subject' | 'caller'> {
  readonly devices: readonly Device[]
  /** Somebody wants it even where it sounds for another. */
  readonly takeOver: boolean
  /** It plays its own by itself: it follows its own session again, also where it may not sound any more. */
  readonly standsOn: DeviceId | null
}

/**
 * What the owners' devices are told of a change of a session: that it is their speaker, or is about to be, or is not any
 * more. It is part of the same decision, so a device never sounds for one session while another believes to have it.
 */
export function claimsOf(
  before: SessionView,
  after: SessionView,
  { devices, subject, caller, takeOver, standsOn }: Claiming,
): readonly Elsewhere[] {
  const [were, are] = [claimedBy(before), claimedBy(after)]
  return devices.filter(concernsOthers).flatMap((device): Elsewhere[] => {
    const { deviceId, ownerId } = device.view
    const home = { userId: ownerId, sessionId: device.home ?? subject.sessionId }
    const holder = device.lending?.holder
    const told = (command: Elsewhere['command']) => [{ command, subject: home }]
    const follows = device.lending?.to ?? home
    const comesBack = deviceId === standsOn && follows.sessionId !== subject.sessionId
    if (are.has(deviceId) || comesBack) {
      if (were.has(deviceId) && holder?.sessionId === subject.sessionId) return []
      const name = caller.name ?? null
      return told({ type: 'device.hold', deviceId, by: subject, name, takeOver } as Elsewhere['command'])
    }
    if (!were.has(deviceId)) return []
    return told({ type: 'device.let-go', deviceId, by: subject } as Elsewhere['command'])
  })
}

/** Nobody else could play on it, nor does it follow anybody else. */
function concernsOthers({ view, home, lending }: Device): boolean {
  return home !== undefined || lending != null || isShared(view)
}

function claimedBy({ activeDeviceId, offer }: SessionView): ReadonlySet<string | null> {
  return new Set([activeDeviceId, offer?.toDeviceId ?? null])
}

export interface Yield {
  readonly deviceId: Device['view']['deviceId']
  readonly reason: Extract<DropOut, 'speaker-taken' | 'speaker-withdrawn'>
  /** Also while it sounds. */
  readonly takeOver: boolean
  /** Whose session it was, in the words of who asks. */
  readonly heldBy: PlaysFor | null
  readonly to: PlaysFor | null
}

/** The device is somebody else's speaker now, or not to be this listener's: the music waits where it was heard last. */
export function yieldSpeaker(
  draft: Draft,
  { deviceId, reason, takeOver, heldBy, to }: Yield,
  context: Context,
): Rejection | null {
  const { offer, activeDeviceId, playState } = draft.view
  const plays = playState === 'playing' && activeDeviceId === deviceId
  if (plays && !takeOver) {
    return rejection('speaker.in-use', {
      deviceId,
      deviceName: deviceOf(context, deviceId)?.view.name ?? null,
      playsFor: heldBy?.name ?? null,
    })
  }
  if (offer?.toDeviceId === deviceId || offer?.fromDeviceId === deviceId) cancelOffer(draft)
  if (activeDeviceId !== deviceId) return null
  const failover = plays ? { ...failoverFrom(draft, { deviceId, reason }, context), takenBy: to } : null
  pause(draft, reason)
  draft.happen({
    type: 'session.speaker-changed',
    change: { ...rightMovedTo(draft, null, context), ...(failover && { failover }) },
    fromDeviceId: deviceId,
    offerId: null,
    reason: 'taken',
  })
  return null
}
