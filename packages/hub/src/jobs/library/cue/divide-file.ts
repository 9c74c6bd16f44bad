// Divides what was read of one file into the tracks that a cue sheet names. Rules MF10 to MF12.
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { FilePart } from '#engine'
import { CUE_FRAMES_PER_SECOND } from '#engine/audio-formats'
import type { Comments } from '../tags/comments.ts'
import { tagsOf } from '../tags/comments.ts'
import type { ReadTrack, TrackFacts } from '../tags/read-track.ts'
import {
  type CueComments,
  type CueFile,
  type CueSheet,
  type CueTrack,
  MAX_CUE_BYTES,
  readCueSheet,
} from './cue-sheet.ts'
import { dividedBy, sheetAt } from './sheets-in-folder.ts'

export type PartFacts = TrackFacts & { readonly part: FilePart }

/** By the sheet beside it, else by the one that it holds; null where the file is one track. */
export function partsOf(
  path: string,
  { facts, cueSheet }: Extract<ReadTrack, { kind: 'track' }>,
  cuePath: string | null,
): readonly PartFacts[] | null {
  const beside = cuePath === null ? null : sheetAt(cuePath)
  if (cuePath !== null && beside) {
    const { sheet } = beside
    const found = dividedBy(sheet, basename(cuePath), [basename(path)]).find(({ file }) => file !== null)
    return found ? divideFile(facts, sheet, found.by) : null
  }
  if (cueSheet === undefined || cueSheet.length > MAX_CUE_BYTES) return null
  const inside = readCueSheet(cueSheet)
  const [file, ...others] = inside?.files ?? []
  return inside && file && others.length === 0 ? divideFile(facts, inside, file) : null
}

/** Null where the sheet does not fit the file, or names only one track of it: then the file is one track. */
function divideFile(facts: TrackFacts, sheet: CueSheet, file: CueFile): readonly PartFacts[] | null {
  const end = Math.floor((facts.durationMs / 1_000) * CUE_FRAMES_PER_SECOND)
  const tracks = file.tracks.filter(({ startFrame }) => startFrame < end)
  if (tracks.length < 2) return null
  return tracks.map((track, index) => {
    const next = tracks[index + 1]
    const { startFrame, number } = track
    const endMs = next ? msOf(next.startFrame) : facts.durationMs
    const part = { number, startFrame, endFrame: next?.startFrame ?? null }
    return {
      ...facts,
      ...wordsOf(facts, sheet, track),
      ...ofPart(facts, part),
      durationMs: endMs - msOf(startFrame),
      part,
    }
  })
}

function msOf(frames: number): number {
  return Math.round((frames * 1_000) / CUE_FRAMES_PER_SECOND)
}

/** The content of a part is that of the file, and where it lies in there. */
function ofPart(facts: TrackFacts, part: FilePart): Pick<TrackFacts, 'sampleHash' | 'soundHash'> {
  const sampleHash = createHash('sha256')
    .update(JSON.stringify([facts.sampleHash, part.startFrame, part.endFrame]))
    .digest('base64url')
  return { sampleHash, soundHash: null }
}

/** What the sheet says counts; what it does not name of the whole is taken from the file's own tags. */
function wordsOf(facts: TrackFacts, { comments: disc }: CueSheet, { number, comments }: CueTrack) {
  const said = tagsOf(commentsOf(disc, comments))
  const { album, albumArtist, albumArtists, year, genre, genres, replayGain, musicBrainz } = facts
  const ofFile = albumArtist ?? facts.artist
  return {
    title: said.title ?? `Track ${String(number).padStart(2, '0')}`,
    artist: said.artist ?? ofFile,
    artists: said.artists,
    album: said.album ?? album ?? facts.title,
    albumArtist: said.albumArtist ?? ofFile,
    ...(said.albumArtist === null && albumArtists && { albumArtists }),
    discNo: said.discNo ?? facts.discNo,
    trackNo: number,
    year: said.year ?? year,
    genre: said.genre ?? genre,
    genres: said.genre === null ? (genres ?? []) : (said.genres ?? []),
    // The gain of the whole file is that of the album.
    replayGain: said.replayGain ?? albumGain(replayGain),
    musicBrainz: musicBrainz && { ...musicBrainz, trackId: null, artistId: null, artistIds: [] },
  }
}

function albumGain(gain: TrackFacts['replayGain']): TrackFacts['replayGain'] {
  return gain && { ...gain, trackGainDb: null, trackPeak: null }
}

function commentsOf(disc: CueComments, track: CueComments): Comments {
  const all = new Map<string, readonly string[]>()
  const put = (name: string, value: string | undefined) => {
    if (value !== undefined) all.set(name, [value])
  }
  for (const name of ['DATE', 'YEAR', 'ORIGINALDATE', 'GENRE', 'DISCNUMBER', 'COMPILATION'])
    put(name, track.get(name) ?? disc.get(name))
  for (const name of ['REPLAYGAIN_ALBUM_GAIN', 'REPLAYGAIN_ALBUM_PEAK']) put(name, disc.get(name))
  for (const name of ['REPLAYGAIN_TRACK_GAIN', 'REPLAYGAIN_TRACK_PEAK']) put(name, track.get(name))
  put('TITLE', track.get('TITLE'))
  put('ARTIST', track.get('ARTIST') ?? disc.get('ARTIST'))
  put('ALBUM', disc.get('TITLE'))
  put('ALBUMARTIST', disc.get('ALBUMARTIST') ?? disc.get('ARTIST'))
  return all
}
