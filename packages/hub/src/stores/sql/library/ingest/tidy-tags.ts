import type { ScannedTrack } from '#engine'
import { discOfFolder } from '#engine/disc-folders'
import { cleanText } from '../rows/fold-text.ts'
import type { TidyTrack } from './context.ts'
import { artistIdsOf, peopleIn } from './credits.ts'

/**
 * A track as the library tells it: without a title it goes by its file's name, without an artist by its album's, without
 * a disc by that of its folder.
 */
export function tidyTags(track: ScannedTrack): TidyTrack {
  const fileName = track.path.slice(track.path.lastIndexOf('/') + 1)
  const albumArtist = someone(cleanText(track.albumArtist), track)
  const artist = cleanText(track.artist) ?? albumArtist
  const { musicBrainz } = track
  const makers = peopleIn(albumArtist, track.albumArtists ?? [], musicBrainz?.albumArtistIds)
  return {
    ...track,
    performers: peopleIn(artist, track.artists ?? [], artistIdsOf(musicBrainz)),
    makers: albumArtist === null ? [] : makers,
    title: cleanText(track.title) ?? cleanText(fileName.replace(/\.[^.]+$/, '')) ?? fileName,
    artist,
    album: cleanText(track.album),
    albumArtist,
    discNo: track.discNo ?? discOfFolder(track.path.slice(0, -fileName.length - 1)),
    genre: cleanText(track.genre),
    genres: (track.genres ?? []).flatMap((genre) => cleanText(genre) ?? []),
  }
}

/** A number that nobody of the track is called is a count that a program wrote into the wrong place. */
function someone(albumArtist: string | null, { artist, artists }: ScannedTrack): string | null {
  if (albumArtist === null || !/^\d{1,3}$/.test(albumArtist)) return albumArtist
  const names = [artist, ...(artists ?? [])].filter((name) => typeof name === 'string')
  return names.length === 0 || names.some((name) => name.includes(albumArtist)) ? albumArtist : null
}
