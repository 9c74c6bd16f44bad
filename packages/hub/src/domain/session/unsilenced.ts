// Who may still be heard: whoever sounded, was told to be silent and has not said that it is. It ends by itself: what
// does not hear the hub any more falls silent when its right to sound lapses.
import { type DeviceId, LEASE_MS, type PlayState, type SessionChange, type Unsilenced } from '@baton/protocol'
import { leaseEndsAt } from '../device/device.ts'
import { type Context, deviceOf } from './context.ts'
import type { Draft } from './decision.ts'

interface After {
  readonly playState: PlayState
  readonly activeDeviceId: DeviceId | null
}

/**
 * The change that follows when this is who plays from now on. Who was to be silent and plays again may not know yet.
 * `soundsUntil`: how long whoever plays no more may be heard, where that is known.
 */
export function unsilencedAfter(draft: Draft, after: After, soundsUntil?: number): SessionChange {
  const { activeDeviceId, playState, handOver } = draft.view
  const { now } = draft
  const plays = after.playState === 'playing' ? after.activeDeviceId : null
  const left = stillUnsilenced(draft)
  if (playState !== 'playing' || activeDeviceId === null || activeDeviceId === plays)
    return changedTo(draft, left)
  const [own] = left.filter(({ deviceId }) => deviceId === activeDeviceId)
  const others = left.filter((one) => one !== own)
  // One that takes the music over is silent again by itself, unless it was heard by then.
  const lapse = handOver ? { until: handOver.deadline } : lapseOf(draft, activeDeviceId)
  const usual = own && own.until > lapse.until ? own : { deviceId: activeDeviceId, ...lapse }
  const awaited = soundsUntil === undefined ? usual : { deviceId: activeDeviceId, until: soundsUntil }
  return changedTo(draft, awaited.until > now ? [...others, awaited] : others)
}

/**
 * When its right to sound has ended by its own clock, told now or not. What another worker has written ahead that it was
 * heard of counts: that worker may renew its right until then, without knowing that it is to be silent.
 */
function lapseOf(draft: Draft, deviceId: DeviceId): Pick<Unsilenced, 'until' | 'since'> {
  const { now } = draft
  const heardAt = draft.heardAt(deviceId)
  return heardAt > now ? { until: heardAt + LEASE_MS, since: now } : { until: now + LEASE_MS }
}

/** This device knows what is wanted of it, or cannot be waited for. */
export function nothingAwaitedOf(draft: Draft, deviceId: DeviceId): SessionChange {
  return changedTo(
    draft,
    stillUnsilenced(draft).filter((one) => one.deviceId !== deviceId),
  )
}

/** With an agent that the hub calls: it knows no deadline, and told to play it may begin late. */
export function alsoAwaited(
  draft: Draft,
  deviceId: DeviceId,
  unsilenced: readonly Unsilenced[],
): Unsilenced[] {
  const others = unsilenced.filter((one) => one.deviceId !== deviceId)
  return [...others, { deviceId, ...lapseOf(draft, deviceId) }]
}

export function stillUnsilenced({ view, now }: Draft): readonly Unsilenced[] {
  return (view.unsilenced ?? []).filter(({ until }) => until > now)
}

/** Without those of whom nothing can be awaited: they are gone, never say anything, or their right to sound lapsed. */
export function awaitable(
  unsilenced: readonly Unsilenced[],
  { now }: Draft,
  context: Context,
): readonly Unsilenced[] {
  return unsilenced.filter(({ deviceId }) => {
    const device = deviceOf(context, deviceId)
    return device?.view.capabilities.reports && now <= leaseEndsAt(device)
  })
}

function changedTo({ view }: Draft, unsilenced: readonly Unsilenced[]): SessionChange {
  const before = view.unsilenced ?? []
  const isSame = before.length === unsilenced.length && before.every((one, i) => one === unsilenced[i])
  return isSame ? {} : { unsilenced: [...unsilenced] }
}
