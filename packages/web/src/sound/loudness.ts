import type { ReplayGain, Track } from '@baton/protocol'

/**
 * `auto`: an album keeps its own balance while it plays as an album, single tracks are made equally loud. The others say
 * it for everything.
 */
export type ReplayGainMode = 'auto' | 'track' | 'album' | 'off'

export interface LoudnessChoice {
  readonly replayGain: ReplayGainMode
  /** Added to what the files say. */
  readonly preampDb: number
}

/** Which album something is of. */
export type OfAlbum = Pick<Track, 'albumId'>

export type TrackFacts = Pick<Track, 'albumId' | 'discNo' | 'trackNo' | 'durationMs' | 'replayGain'>

/**
 * By how much the samples of a track are multiplied. Never so much that its loudest one would be cut off; where the file
 * does not say how loud that is, it is taken to be as loud as can be. A file that says nothing stays as it is.
 */
export function gainOf(
  track: TrackFacts | null,
  neighbours: readonly (OfAlbum | null)[],
  { replayGain, preampDb }: LoudnessChoice,
): number {
  const tags = track?.replayGain
  if (!track || !tags || replayGain === 'off') return 1
  const inAlbum = neighbours.some((other) => isSameAlbum(track, other))
  const tagged = gainTagsOf(tags, replayGain === 'auto' ? (inAlbum ? 'album' : 'track') : replayGain)
  if (tagged.gainDb === null) return 1
  return Math.min(10 ** ((tagged.gainDb + preampDb) / 20), 1 / (tagged.peak ?? 1))
}

function gainTagsOf(
  { trackGainDb, trackPeak, albumGainDb, albumPeak }: ReplayGain,
  of: 'track' | 'album',
): { readonly gainDb: number | null; readonly peak: number | null } {
  const track = { gainDb: trackGainDb, peak: trackPeak }
  const album = { gainDb: albumGainDb, peak: albumPeak ?? trackPeak }
  const [wanted, other] = of === 'album' ? [album, track] : [track, album]
  const chosen = wanted.gainDb === null ? other : wanted
  return { gainDb: chosen.gainDb, peak: chosen.peak && chosen.peak > 0 ? chosen.peak : null }
}

function isSameAlbum(track: OfAlbum, other: OfAlbum | null): boolean {
  return other !== null && track.albumId !== null && track.albumId === other.albumId
}

/** One follows the other on an album, as it was meant to be heard; unnumbered tracks of one album are taken so too. */
export function areNeighbours(track: TrackFacts, next: TrackFacts): boolean {
  if (!isSameAlbum(track, next)) return false
  if (track.trackNo === null || next.trackNo === null) return true
  const [disc, nextDisc] = [track.discNo ?? 1, next.discNo ?? 1]
  return disc === nextDisc ? next.trackNo === track.trackNo + 1 : nextDisc === disc + 1 && next.trackNo === 1
}
