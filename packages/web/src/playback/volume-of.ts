import type { SessionView, Volume } from '@baton/protocol'

/** The volume of the active device; one that never chose plays at full. */
export function volumeOf(session: Pick<SessionView, 'activeDeviceId' | 'volumes'> | null): Volume {
  const known = session?.activeDeviceId ? session.volumes[session.activeDeviceId] : undefined
  return known ?? { volume: 100, muted: false }
}
