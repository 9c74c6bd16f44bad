import { LEASE_MS } from '@baton/protocol'
import type { Settings } from './config/settings.ts'
import { DEAD_MAN_SCRIPT } from './mpv/dead-man-script.ts'
import { cardOptions } from './mpv/mpv-options.ts'
import { mpvPlayer, UNATTENDED_MS } from './mpv/mpv-player.ts'
import type { Player } from './mpv/player.ts'
import type { StateFolder } from './state/state-folder.ts'

export interface OwnPlayerParts {
  readonly folder: StateFolder
  /** What it may open. */
  readonly allows: (source: string) => boolean
  /** How long ago the hub was heard of. */
  readonly contactAgeMs: () => number
  readonly say: (line: string) => void
}

/** Shortly before another device may sound; whoever drives the player ends a little earlier (rules P15 and AG48). */
const STANDS_STILL_AFTER_MS = LEASE_MS - 500

/** The mpv of this loudspeaker, as its settings want it. */
export function ownPlayer(
  { mpv, audioDevice, replayGain }: Settings,
  { folder, allows, contactAgeMs, say }: OwnPlayerParts,
): Player {
  const player = mpvPlayer({
    command: mpv,
    deadMan: folder.write('dead-man.lua', DEAD_MAN_SCRIPT),
    options: cardOptions(audioDevice),
    replayGain,
    allows,
    unattendedMs: () => Math.max(0, Math.min(UNATTENDED_MS, STANDS_STILL_AFTER_MS - contactAgeMs())),
    say,
  })
  player.able.subscribe((able) =>
    say(able ? 'It can sound again' : 'It cannot sound: mpv does not start, or there is no sound card'),
  )
  return player
}
