import { type DeviceId, type DeviceReport, LEASE_MS, type Rejection, rejection } from '@baton/protocol'
import type { Device } from '../device/device.ts'
import { type Context, deviceOf } from './context.ts'
import type { Draft } from './decision.ts'
import { failoverFrom } from './failover.ts'
import { giveUpHandOver, SOUNDING_WITHIN_MS, takeOffer } from './hand-over.ts'
import { failOffer } from './hand-over-offer.ts'
import { anchored, positionNow } from './position.ts'
import { advance, skipFailed } from './skip.ts'
import { pause } from './transport.ts'
import { nothingAwaitedOf, stillUnsilenced } from './unsilenced.ts'

/** A device that is this far from the timeline is right, and the timeline is anchored anew. */
export const DRIFT_MS = 400
/** It says once, when it begins, where it really begins: every screen is to show that. */
export const START_DRIFT_MS = 100

/** Ages are measured by another clock. */
const AGE_ROUNDED_MS = 50

/** What a device really does. Only the holder of the right to sound moves the timeline; numbers are the hub's business. */
export function report(draft: Draft, report: DeviceReport, context: Context): Rejection | null {
  const device = deviceOf(context, report.deviceId)
  if (device === null) return rejection('device.not-found')
  const { view } = draft
  if (report.event === 'ready') return takeOffer(draft, device, report.offerId, context)
  if (report.event === 'blocked' && view.offer?.toDeviceId === report.deviceId) {
    failOffer(draft, 'blocked')
    return null
  }
  // Of whoever does not hold the right to sound it tells only what the device may do.
  if (report.event === 'blocked' && view.activeDeviceId !== report.deviceId) return null
  if (report.event === 'silenced') return silenced(draft, report)
  if (report.epoch !== view.speakerEpoch) return rejection('speaker.stale', { epoch: view.speakerEpoch })
  if (view.activeDeviceId !== report.deviceId) return rejection('speaker.not-active')
  return fromSpeaker(draft, report, device, context)
}

function fromSpeaker(draft: Draft, report: DeviceReport, device: Device, context: Context): Rejection | null {
  const { current } = draft.view
  const isCurrent = current !== null && report.entryId === current.entryId
  switch (report.event) {
    case 'ended':
      if (isCurrent) ended(draft, report)
      return null
    case 'failed':
      if (isCurrent) skipFailed(draft)
      return null
    case 'blocked':
      return blocked(draft, device, context)
    case 'stalled':
      if (isCurrent) stalled(draft, report)
      return null
    case 'sounding':
    case 'progress':
      if (isCurrent) sounding(draft, report)
      else heardElsewhere(draft)
      return null
    default:
      return null
  }
}

/** A device that had been heard is silent now. */
function silenced(draft: Draft, report: DeviceReport): Rejection | null {
  const { view } = draft
  const holds = view.activeDeviceId === report.deviceId && view.playState === 'playing'
  const awaited = stillUnsilenced(draft).find(({ deviceId }) => deviceId === report.deviceId)
  // Said before it was told: it answers an earlier wait.
  const toldAt = awaited?.since ?? (awaited?.until ?? 0) - LEASE_MS
  if (awaited && draft.now - (report.ageMs ?? 0) < toldAt - AGE_ROUNDED_MS) return null
  if (holds || !awaited || isHandedOver(draft, report)) return handedOver(draft, report)
  const change = nothingAwaitedOf(draft, report.deviceId)
  draft.happen({ type: 'session.speaker-silenced', change, positionMs: report.positionMs })
  return null
}

/** Nobody waits for this device any more. Said of one that nobody waits for it changes nothing. */
export function hearSilence(
  draft: Draft,
  { deviceId, positionMs }: { readonly deviceId: DeviceId; readonly positionMs: number },
): null {
  if (!stillUnsilenced(draft).some((one) => one.deviceId === deviceId)) return null
  if (draft.view.activeDeviceId === deviceId && draft.view.playState === 'playing') return null
  const change = nothingAwaitedOf(draft, deviceId)
  draft.happen({ type: 'session.speaker-silenced', change, positionMs })
  return null
}

function isHandedOver({ view: { handOver, speakerEpoch } }: Draft, report: DeviceReport): boolean {
  return handOver?.fromDeviceId === report.deviceId && report.epoch === speakerEpoch - 1
}

/** The former speaker fell silent, by the epoch it still had: the new one starts right there. */
function handedOver(draft: Draft, report: DeviceReport): Rejection | null {
  const { handOver, speakerEpoch, current } = draft.view
  if (!handOver || !isHandedOver(draft, report))
    return report.epoch < speakerEpoch ? rejection('speaker.stale', { epoch: speakerEpoch }) : null
  if (handOver.silenced !== null || draft.view.playState !== 'playing') return null
  const at = draft.now - (report.ageMs ?? 0)
  // Somebody moved the music since the commit: that is where the new speaker starts, not where the former one stopped.
  const movedSince = draft.view.timeline.at > handOver.committedAt || current?.entryId !== report.entryId
  const positionMs = movedSince ? positionNow(draft.view, draft.now) : report.positionMs
  const change = {
    ...anchored(draft, { positionMs, rate: 0 }),
    ...nothingAwaitedOf(draft, report.deviceId),
    handOver: {
      ...handOver,
      silenced: { positionMs, at },
      deadline: Math.max(handOver.deadline, draft.now + SOUNDING_WITHIN_MS),
    },
  }
  draft.happen({ type: 'session.speaker-silenced', change, positionMs })
  return null
}

/** The speaker is heard. Ends a hand-over, else corrects the timeline where it had drifted away. */
function sounding(draft: Draft, report: DeviceReport): void {
  const { view, now } = draft
  if (view.playState !== 'playing') return
  const heardMs = report.positionMs + (report.ageMs ?? 0)
  const driftMs = heardMs - positionNow(view, now)
  if (view.handOver) {
    const since = view.handOver.silenced?.at ?? view.handOver.committedAt
    const from = view.handOver.silenced?.positionMs ?? heardMs - driftMs
    const change = {
      ...anchored(draft, { positionMs: heardMs, rate: 1 }),
      ...nothingAwaitedOf(draft, report.deviceId),
      handOver: null,
    }
    const gapMs = Math.max(0, now - (report.ageMs ?? 0) - since)
    const positionErrorMs = view.handOver.silenced ? report.positionMs - from : driftMs
    draft.happen({ type: 'session.handover-completed', change, gapMs, positionErrorMs })
    return
  }
  const allowedMs = report.event === 'sounding' ? START_DRIFT_MS : DRIFT_MS
  if (Math.abs(driftMs) <= allowedMs && view.timeline.rate === 1) return
  const change = { ...anchored(draft, { positionMs: heardMs }), ...nothingAwaitedOf(draft, report.deviceId) }
  draft.happen({ type: 'session.position-confirmed', change, driftMs })
}

/** The new speaker is heard, though not yet with the entry that playback moved on to meanwhile: it has taken over. */
function heardElsewhere(draft: Draft): void {
  const { view, now } = draft
  if (view.handOver === null || view.playState !== 'playing') return
  const change = { ...anchored(draft, { rate: 1 }), handOver: null }
  const gapMs = Math.max(0, now - (view.handOver.silenced?.at ?? view.handOver.committedAt))
  draft.happen({ type: 'session.handover-completed', change, gapMs, positionErrorMs: 0 })
}

function stalled(draft: Draft, report: DeviceReport): void {
  if (draft.view.playState !== 'playing' || draft.view.timeline.rate === 0) return
  const { positionMs } = report
  const change = anchored(draft, { positionMs, rate: 0 })
  draft.happen({ type: 'session.speaker-stalled', change, positionMs })
}

function ended(draft: Draft, report: DeviceReport): void {
  if (draft.view.playState !== 'playing') return
  const movedOn = report.nextEntryId != null && report.nextEntryId === draft.view.next?.entryId
  advance(draft, movedOn ? (report.ageMs ?? 0) : 0)
}

/** It may not sound: during a hand-over the former speaker goes on, else the music waits. */
function blocked(draft: Draft, device: Device, context: Context): null {
  if (draft.view.handOver) return giveUpHandOver(draft, context, { isSilent: true })
  const { view } = device
  // A browser that waits for a tap has somebody in front of it; a loudspeaker has lost its player or its sound card.
  const silentFrom = view.kind === 'agent' ? draft.now : null
  const reason = 'speaker-blocked'
  const failover = failoverFrom(draft, { deviceId: view.deviceId, reason, silentFrom }, context)
  return pause(draft, reason, { failover })
}
