// What a file says of itself as names and values, whatever its format writes them like, and what they mean. The names
// are those of Vorbis comments, in capitals. Rules MF1 to MF3 and MF5.
import type { MusicBrainzIds } from '#engine'
import { countedIn, gainIn, gainsOf, genresIn, peakIn, type TrackTags, yearIn } from './tags.ts'

export type Comments = ReadonlyMap<string, readonly string[]>

/** Of the order of bytes; some programs write it in front of every value. */
const MARK = 0xfeff

export const VARIOUS_ARTISTS = 'Various artists'

export function commentsFrom(pairs: Iterable<readonly [name: string, value: string]>): Comments {
  const found = new Map<string, string[]>()
  for (const [name, text] of pairs) addComment(found, name, text)
  return found
}

/** Several values may be written as one, with nothing between them but a zero. */
export function addComment(found: Map<string, string[]>, name: string, text: string): void {
  const value = text.charCodeAt(0) === MARK ? text.slice(1) : text
  if (value === '' || value.trim() === '') return
  if (value.includes('\0')) {
    for (const one of value.split('\0')) addComment(found, name, one)
    return
  }
  const key = name.toUpperCase()
  const values = found.get(key)
  if (values) values.push(value)
  else found.set(key, [value])
}

/** The first of several tags of one file counts; what it does not name the next may. */
export function merged(...tags: readonly Comments[]): Comments {
  const [first = new Map(), ...others] = tags
  if (others.every((tag) => tag.size === 0)) return first
  const all = new Map(first)
  for (const tag of others) for (const [name, values] of tag) if (!all.has(name)) all.set(name, values)
  return all
}

export function tagsOf(comments: Comments): TrackTags {
  const all = (...names: readonly string[]) => names.flatMap((name) => comments.get(name) ?? [])
  const first = (...names: readonly string[]) => {
    for (const name of names) {
      const values = comments.get(name)
      if (values) return values
    }
    return NONE
  }
  const one = (...names: readonly string[]) => first(...names)[0] ?? null
  const named = first('ARTIST')
  const listed = all('ARTISTS')
  const albumNamed = first('ALBUMARTIST', 'ALBUM ARTIST', 'ALBUM_ARTIST')
  const albumListed = first('ALBUMARTISTS', 'ALBUM ARTISTS')
  const makers = albumListed.length > 1 ? albumListed : albumNamed
  const isCompilation = all('COMPILATION', 'ITUNESCOMPILATION').some((value) =>
    /^\s*(1|true|yes)\s*$/i.test(value),
  )
  const albumArtist = asOne(albumNamed) ?? asOne(albumListed) ?? (isCompilation ? VARIOUS_ARTISTS : null)
  return {
    title: one('TITLE'),
    artist: asOne(named) ?? asOne(listed),
    artists: listed.length > 1 ? listed : named,
    album: one('ALBUM'),
    albumArtist,
    ...(makers.length > 1 && { albumArtists: makers }),
    discNo: countedIn(one('DISCNUMBER', 'DISC')),
    trackNo: countedIn(one('TRACKNUMBER', 'TRACK')),
    year: yearIn(...all('ORIGINALDATE', 'ORIGINALYEAR', 'DATE', 'YEAR', 'RELEASEDATE')),
    ...genresIn(all('GENRE')),
    replayGain: gainsOf({
      trackGainDb: gainIn(one('REPLAYGAIN_TRACK_GAIN')),
      trackPeak: peakIn(one('REPLAYGAIN_TRACK_PEAK')),
      albumGainDb: gainIn(one('REPLAYGAIN_ALBUM_GAIN')),
      albumPeak: peakIn(one('REPLAYGAIN_ALBUM_PEAK')),
    }),
    musicBrainz: musicBrainzIn(all),
  }
}

const NONE: readonly string[] = []

function asOne(names: readonly string[]): string | null {
  return names.length > 1 ? names.join(', ') : (names[0] ?? null)
}

function musicBrainzIn(all: (name: string) => readonly string[]): MusicBrainzIds | null {
  const artistIds = all('MUSICBRAINZ_ARTISTID').flatMap(idsIn)
  const albumArtistIds = all('MUSICBRAINZ_ALBUMARTISTID').flatMap(idsIn)
  const [trackId = null] = all('MUSICBRAINZ_TRACKID')
  const [albumId = null] = all('MUSICBRAINZ_ALBUMID')
  const [artistId = null] = artistIds
  if ((trackId ?? albumId ?? artistId ?? albumArtistIds[0] ?? null) === null) return null
  return {
    trackId,
    albumId,
    artistId,
    ...(artistIds.length > 0 && { artistIds }),
    ...(albumArtistIds.length > 0 && { albumArtistIds }),
  }
}

/** Where a format has one value only, programs write several ids into it. */
function idsIn(value: string): readonly string[] {
  return value.split(/[;/\s]+/).filter(Boolean)
}
