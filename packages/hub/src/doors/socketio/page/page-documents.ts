// What pages of the freshbeats kind are told, in their words: seconds, and one status of each device.
import {
  type DeviceId,
  type DeviceView,
  FULL_VOLUME,
  type KnownQueue,
  libraryEndpoints,
  pathTo,
  positionAt,
  type SessionView,
  stretchesOf,
  type TrackSummary,
  toRest,
} from '@baton/protocol'
import type { Document } from '../document.ts'

/** The player as one device has it; a device that has not got the music plays nothing. Null: the session's own. */
export function playerStatus(
  { session, queue }: { readonly session: SessionView; readonly queue: KnownQueue },
  shown: DeviceId | null,
  now: number,
): Document {
  const { current, activeDeviceId, timeline } = session
  const isIts = shown === null || shown === activeDeviceId
  const song = isIts ? current : null
  const deviceId = shown ?? activeDeviceId
  const { volume, muted } = (deviceId && session.volumes[deviceId]) || FULL_VOLUME
  const durationMs = song?.durationMs ?? null
  const positionMs = song ? positionAt(timeline, now, durationMs) : null
  const remainingMs = positionMs === null || durationMs === null ? null : durationMs - positionMs
  return {
    player: {
      state: isIts ? session.playState : 'stopped',
      shuffle: session.shuffle,
      repeat_song: session.repeatMode === 'one',
      mute: muted,
      volume,
      time_pos: secondsOf(positionMs),
      time_remaining: secondsOf(remainingMs),
      percent_pos:
        positionMs === null || !durationMs ? null : Math.round((positionMs / durationMs) * 1_000) / 10,
      time_pos_display: clockOf(positionMs),
      time_remaining_display: clockOf(remainingMs),
    },
    current_song: song && { entry_id: song.entryId, ...songOf(song) },
    playlist: stretchesOf(queue).flatMap(({ from, entries }) =>
      entries.map((entry, nth) => ({ ...(toRest(entry) as Document), idx: from + nth })),
    ),
  }
}

function songOf({ trackId, title, artist, album, durationMs, coverId }: TrackSummary): Document {
  return {
    track_id: trackId,
    title,
    artist,
    album,
    duration_ms: durationMs,
    cover_url: coverId && pathTo(libraryEndpoints.cover, { id: coverId }),
  }
}

export interface AgentShown {
  readonly registeredAt: number | null
  readonly reportedAt: number | null
}

/** Null: it is no agent that the hub calls. */
export function beatplayerStatus(
  device: DeviceView,
  { registeredAt, reportedAt }: AgentShown,
): Document | null {
  const { deviceId, health, agent } = device
  return agent
    ? {
        id: deviceId,
        agent_base_url: agent.baseUrl,
        registered_at: registeredAt,
        last_device_health_report: reportedAt,
        status: health,
        reachable: agent.reachable,
        mounted: agent.mounted,
      }
    : null
}

function secondsOf(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms / 100) / 10
}

/** As a clock shows it: `3:07`, `1:02:03`. */
export function clockOf(ms: number | null): string | null {
  if (ms === null) return null
  const seconds = Math.floor(ms / 1_000)
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60]
  const two = (number: number) => String(number).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}
