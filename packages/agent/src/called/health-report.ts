import { redact } from '../log/redact.ts'
import type { Player } from '../mpv/player.ts'
import type { PlaybackState } from './playback.ts'

export interface HealthReportParts {
  readonly player: Pick<Player, 'able' | 'pid'>
  readonly state: PlaybackState
  readonly isMounted: boolean
  readonly baseUrl: string
}

/** What is posted to whoever has registered, in the words of the reference. */
export function healthReport({ player, state, isMounted, baseUrl }: HealthReportParts) {
  const { positionMs, durationMs, isAlive, returncode, source, paused, volume, muted } = state
  const position = positionMs === null ? null : positionMs / 1_000
  const left = positionMs === null || durationMs === null ? null : (durationMs - positionMs) / 1_000
  return {
    success: true,
    message: '',
    data: {
      agent_base_url: baseUrl,
      time: [position, left === null ? null : Math.max(0, left)],
      ps: { returncode, pid: isAlive ? (player.pid ?? null) : null, is_alive: isAlive },
      socket: { healthy: player.able.get() },
      current_command: source === null ? null : redact(source),
      music_folder_mounted: isMounted,
      paused,
      volume,
      muted,
    },
  }
}
