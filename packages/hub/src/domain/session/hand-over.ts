import { type DeviceId, mayPlayOn, type OfferId, type Rejection, rejection } from '@baton/protocol'
import { type Device, isFreeFor, leaseEndsAt, mayBeHeard } from '../device/device.ts'
import { type Context, deviceOf } from './context.ts'
import type { Draft } from './decision.ts'
import { failoverFrom } from './failover.ts'
import { cancelOffer, failOffer, READY_WITHIN_MS } from './hand-over-offer.ts'
import { anchored, positionNow } from './position.ts'
import { refusedOn, rightMovedTo } from './right-to-sound.ts'
import { pause } from './transport.ts'
import { alsoAwaited, nothingAwaitedOf, stillUnsilenced } from './unsilenced.ts'

/** How long the receiving device may take to be heard once the right to sound is its own. */
export const SOUNDING_WITHIN_MS = 2_000
/** A device that was heard of this recently is taken to be within reach. */
export const REACHABLE_MS = 20_000

export interface ChooseSpeaker {
  readonly deviceId: DeviceId
  readonly now?: boolean | undefined
  readonly takeOver?: boolean | undefined
}

/** Moves playback to another device. The music continues where listeners heard it last. */
export function chooseSpeaker(draft: Draft, command: ChooseSpeaker, context: Context): Rejection | null {
  const target = deviceOf(context, command.deviceId)
  if (target === null) return rejection('device.not-found')
  const { activeDeviceId, playState } = draft.view
  if (activeDeviceId === command.deviceId) {
    cancelOffer(draft)
    if (command.now && stillUnsilenced(draft).length > 0) waitForNobody(draft, activeDeviceId, context)
    return null
  }
  if (!mayPlayOn(target.view, draft.view.userId)) return rejection('device.not-shared')
  const unfit =
    refusedOn(draft, target, context) ?? (isPresent(target, context) ? null : rejection('device.offline'))
  if (unfit) return unfit
  const holder = deviceOf(context, activeDeviceId)
  const unheard = command.now ? null : mayStillSound(draft, holder)
  if (unheard) return unheard
  failOffer(draft, 'superseded')
  const isThere = holder !== null && isReachable(holder, draft.now)
  const atOnce =
    playState !== 'playing' || !isThere || context.callerId === command.deviceId || command.now === true
  if (!atOnce && target.view.capabilities.reports) offer(draft, target, context)
  else commit(draft, target, context, { offerId: null, mayOverlap: command.now === true })
  return null
}

/** Somebody prefers two speakers to none. */
function waitForNobody(draft: Draft, deviceId: DeviceId, context: Context): void {
  draft.happen({
    type: 'session.speaker-changed',
    change: { ...rightMovedTo(draft, deviceId, context), unsilenced: [] },
    fromDeviceId: deviceId,
    offerId: null,
    reason: 'asked',
  })
}

/** Step 1: the receiving device learns what plays and preloads in silence; the sounding one goes on. */
function offer(draft: Draft, target: Device, context: Context): void {
  const { activeDeviceId } = draft.view
  if (activeDeviceId === null) throw new Error('A hand-over is offered only while a device sounds')
  const offerId = context.ids.at(-1) as OfferId
  const expiresAt = draft.now + READY_WITHIN_MS
  const made = { offerId, fromDeviceId: activeDeviceId, toDeviceId: target.view.deviceId, expiresAt }
  draft.happen({ type: 'session.handover-offered', change: { offer: made } })
  draft.result = { offerId }
}

interface Manner {
  readonly offerId: OfferId | null
  /** Nobody waits until the former one is silent. */
  readonly mayOverlap?: boolean
}

/** Step 2: one commit moves the right to sound. While playing, the new holder must be heard in time. */
function commit(draft: Draft, target: Device, context: Context, { offerId, mayOverlap }: Manner): void {
  const { activeDeviceId, playState } = draft.view
  const toDeviceId = target.view.deviceId
  const awaited = playState === 'playing' && activeDeviceId !== null && target.view.capabilities.reports
  const handOver = awaited
    ? {
        fromDeviceId: activeDeviceId,
        toDeviceId,
        committedAt: draft.now,
        deadline: draft.now + SOUNDING_WITHIN_MS,
        silenced: null,
      }
    : null
  const moved = rightMovedTo(draft, toDeviceId, context)
  const others = mayOverlap ? [] : (moved.unsilenced ?? [])
  const change = {
    ...moved,
    unsilenced: handOver && target.view.agent ? alsoAwaited(draft, toDeviceId, others) : others,
    speakerOfferId: offerId,
    handOver,
  }
  const rate = playState === 'playing' ? 1 : 0
  draft.happen({
    type: 'session.speaker-changed',
    change: { ...anchored(draft, { rate }), ...change },
    fromDeviceId: activeDeviceId,
    offerId,
    reason: offerId === null ? 'asked' : 'offer',
  })
}

/** The offered device said that it is ready. */
export function takeOffer(
  draft: Draft,
  device: Device,
  offerId: OfferId | undefined,
  context: Context,
): Rejection | null {
  const { offer: made } = draft.view
  if (made === null || made.offerId !== offerId || made.toDeviceId !== device.view.deviceId) {
    return rejection('handover.not-found')
  }
  const unfit = mayBeHeard(device, draft.now)
  if (unfit) return unfit
  commit(draft, device, context, { offerId: made.offerId })
  return null
}

/** Nobody got ready in time: nothing has changed. */
export function expireOffer(draft: Draft, offerId: OfferId): null {
  if (draft.view.offer?.offerId === offerId) failOffer(draft, 'unconfirmed')
  return null
}

/**
 * The new speaker was not heard in time, and is silent by now: back to the former one if it is there and nobody else's
 * meanwhile, else paused where it was heard last. A former one that never said that it is silent may sound still, so it
 * is the one that has the right to. An offer to the former one is taken by that; another offer stays.
 */
export function giveUpHandOver(draft: Draft, context: Context, { isSilent = false } = {}): null {
  const { handOver } = draft.view
  if (handOver === null) return null
  const positionMs = handOver.silenced?.positionMs ?? positionNow(draft.view, draft.now)
  const former = deviceOf(context, handOver.fromDeviceId)
  const unsilenced = stillUnsilenced(draft).filter((one) => !isSilent || one.deviceId !== handOver.toDeviceId)
  const isUnanswered = unsilenced.some(({ deviceId }) => deviceId === handOver.fromDeviceId)
  // The new one has waited for an unanswered one, and has not begun.
  const others = unsilenced.filter((one) => one.deviceId !== handOver.toDeviceId)
  const isOnlyOne = others.length === (isUnanswered ? 1 : 0)
  const follows =
    former?.view.capabilities.reports &&
    isFreeFor(draft.view, former) &&
    mayBeHeard(former, draft.now) === null &&
    (isUnanswered || isReachable(former, draft.now))
  if (!follows || !isOnlyOne) {
    const reason = 'speaker-silent'
    const failover = failoverFrom(draft, { deviceId: handOver.toDeviceId, reason }, context)
    const late = unsilenced.find(({ deviceId }) => deviceId === handOver.toDeviceId)
    return pause(draft, reason, { positionMs, failover, ...(late && { soundsUntil: late.until }) })
  }
  const { offer } = draft.view
  const taken = offer?.toDeviceId === handOver.fromDeviceId ? offer.offerId : null
  draft.happen({
    type: 'session.speaker-changed',
    change: {
      ...anchored(draft, { positionMs, rate: 1 }),
      ...rightMovedTo(draft, handOver.fromDeviceId, context),
      unsilenced: isUnanswered ? others : unsilenced,
      offer: taken ? null : offer,
      speakerOfferId: taken,
    },
    fromDeviceId: handOver.toDeviceId,
    offerId: taken,
    reason: isUnanswered ? 'unanswered' : 'fell-back',
  })
  return null
}

/** Takes the right to sound from a device that is to sound no more. */
export function release(
  draft: Draft,
  deviceId: DeviceId,
  context: Context,
  { isSilent = false } = {},
): Rejection | null {
  const unheard =
    draft.view.activeDeviceId === deviceId ? mayStillSound(draft, deviceOf(context, deviceId)) : null
  if (unheard) return unheard
  if (draft.view.offer?.toDeviceId === deviceId || draft.view.offer?.fromDeviceId === deviceId)
    cancelOffer(draft)
  if (draft.view.activeDeviceId !== deviceId) return null
  const reason = 'speaker-removed'
  const plays = draft.view.playState === 'playing'
  const failover = plays ? failoverFrom(draft, { deviceId, reason }, context) : null
  pause(draft, reason)
  draft.happen({
    type: 'session.speaker-changed',
    change: {
      ...rightMovedTo(draft, null, context),
      ...(isSilent && nothingAwaitedOf(draft, deviceId)),
      lastDeviceId: null,
      ...(failover && { failover }),
    },
    fromDeviceId: deviceId,
    offerId: null,
    reason: 'released',
  })
  return null
}

/** Takes the right to sound from whatever device has it, and from one that it is offered to. */
export function retire(draft: Draft, context: Context): Rejection | null {
  cancelOffer(draft)
  const { activeDeviceId } = draft.view
  return activeDeviceId === null ? null : release(draft, activeDeviceId, context)
}

/** Forgets what belongs to a device that is gone for good. */
export function forget(draft: Draft, deviceId: DeviceId): void {
  const { [deviceId]: gone, ...volumes } = draft.view.volumes
  if (gone) draft.happen({ type: 'session.volume-changed', change: { volumes }, deviceId })
}

/**
 * Out of reach, and not known to have heard that it is over: until its right to sound lapses it may be heard still.
 * Pausing first does not help, for it has not heard of that either.
 */
function mayStillSound({ view, now }: Draft, holder: Device | null): Rejection | null {
  if (holder === null || isReachable(holder, now) || leaseLapsed(holder, now)) return null
  const knowsOfSilence = view.playState !== 'playing' && holder.heardAt > view.timeline.at
  if (knowsOfSilence) return null
  return rejection('speaker.unreachable', { silentInMs: leaseEndsAt(holder) - now })
}

function isPresent(device: Device, { now, callerId }: Context): boolean {
  return now < device.presentUntil || device.view.deviceId === callerId
}

function isReachable(device: Device, now: number): boolean {
  return now - device.heardAt <= REACHABLE_MS
}

function leaseLapsed(device: Device, now: number): boolean {
  return now > leaseEndsAt(device)
}
