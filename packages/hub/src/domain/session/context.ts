import type { DeviceId, TrackSummary, UserId } from '@baton/protocol'
import type { Device } from '../device/device.ts'
import type { Playlist } from '../playlist/playlist.ts'

/** Everything a decision may know beside the session: plain data, so that the same input always decides the same. */
export interface Context {
  readonly now: number
  /** Fresh UUIDs: as many as there are tracks, and one more. */
  readonly ids: readonly string[]
  readonly seed: number
  /** Who asks: sees what is theirs, in whosever session. */
  readonly askedBy: UserId
  /** The device whose credential sent the command. */
  readonly callerId: DeviceId | null
  /** This user's own devices. */
  readonly devices: readonly Device[]
  /** Devices of others that are shared with the household. Missing: none. */
  readonly shared?: readonly Device[]
  /** The tracks that the command named, in order; those the library does not have are missing. */
  readonly tracks: readonly TrackSummary[] | null
  /** The playlist that the command takes tracks from. */
  readonly sourcePlaylist?: Playlist | null
  /** Whether the user likes the track that the command names. */
  readonly liked: boolean
}

export function deviceOf(
  { devices, shared = [] }: Pick<Context, 'devices' | 'shared'>,
  id: DeviceId | null,
): Device | null {
  if (id === null) return null
  const isIt = ({ view }: Device) => view.deviceId === id
  return devices.find(isIt) ?? shared.find(isIt) ?? null
}
