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
  /** The devices that this user may sound on. */
  readonly devices: readonly Device[]
  /** The tracks that the command named, in order; those the library does not have are missing. */
  readonly tracks: readonly TrackSummary[] | null
  /** The playlist that the command takes tracks from. */
  readonly sourcePlaylist?: Playlist | null
  /** Whether the user likes the track that the command names. */
  readonly liked: boolean
}

export function deviceOf(context: Pick<Context, 'devices'>, id: DeviceId | null): Device | null {
  return context.devices.find((device) => device.view.deviceId === id) ?? null
}
