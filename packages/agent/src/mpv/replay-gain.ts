import type { Source } from '@baton/client'

/** `auto`: the album's while an album plays as one, else the track's. */
export type ReplayGainMode = 'auto' | 'track' | 'album' | 'off'

/** mpv's own word for what applies to a source between these neighbours. */
export function gainWord(
  mode: ReplayGainMode,
  source: Source,
  neighbours: readonly (Source | null)[],
): 'track' | 'album' | 'no' {
  if (mode === 'off') return 'no'
  if (mode !== 'auto') return mode
  const album = source.track?.albumId ?? null
  const inAlbum = album !== null && neighbours.some((other) => other?.track?.albumId === album)
  return inAlbum ? 'album' : 'track'
}
