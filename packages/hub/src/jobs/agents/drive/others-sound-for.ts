import { type DeviceId, type SessionView, SILENCED_WITHIN_MS } from '@baton/protocol'

/** For how many milliseconds at most another device may be heard still, so that this one must not begin. */
export function othersSoundFor(
  { unsilenced, handOver }: SessionView,
  deviceId: DeviceId,
  now: number,
): number {
  const others = (unsilenced ?? []).filter((one) => one.deviceId !== deviceId)
  const lastMs = Math.max(0, ...others.map(({ until }) => until - now))
  if (handOver?.toDeviceId !== deviceId || handOver.silenced !== null) return lastMs
  return Math.max(lastMs, handOver.committedAt + SILENCED_WITHIN_MS - now)
}
