// A library as large as one likes, the same for the same numbers: artists with albums, odd letters, several genres,
// years and covers, so that lists, search and ingest have something real to chew on.
import type { HouseholdId } from '@baton/protocol'
import type { LibraryStore, ScannedTrack } from '../../../hub/src/engine/index.ts'

const TRACKS_PER_ALBUM = 12
const ALBUMS_PER_ARTIST = 4
const BATCH = 250

const SYLLABLES =
  'an be ca do el fa go hi il jo ka lu mi no or pe qua ri so ta un ve wa xi yo zu bra cle dri flo gre hal ing jun kro'.split(
    ' ',
  )
const ODD = [
  'Ágætis',
  'Łódź',
  'Straße',
  'Ærø',
  '日本語',
  'Москва',
  '🎵 blue',
  'naïve',
  'Ὀδύσσεια',
  "rock'n'roll",
  'AC/DC',
  '(live)',
]
const GENRES = [
  'Folk',
  'Jazz',
  'Rock',
  'Ambient',
  'Électro',
  'Hip-Hop',
  'Klassik',
  'Blues',
  'Reggae',
  'Metal',
]

export type ManyTracks = { readonly tracks: number; readonly seed?: number }

export function* manyTracks({ tracks, seed = 1 }: ManyTracks): Generator<ScannedTrack> {
  for (let index = 0; index < tracks; index += 1) yield trackAt(index, seed)
}

/** Takes them into the library batch by batch, as a scan does. */
export async function fillLibrary(
  library: LibraryStore,
  householdId: HouseholdId,
  size: ManyTracks,
  path = '/music',
): Promise<{ readonly folderId: string }> {
  const { folderId } = await library.addFolder(householdId, path)
  let batch: ScannedTrack[] = []
  const write = async () => {
    if (batch.length > 0) await library.ingest(householdId, folderId, { tracks: batch, problems: [] })
    batch = []
  }
  for (const track of manyTracks(size)) {
    batch.push(track)
    if (batch.length >= BATCH) await write()
  }
  await write()
  return { folderId }
}

export function trackAt(index: number, seed = 1): ScannedTrack {
  const albumNumber = Math.floor(index / TRACKS_PER_ALBUM)
  const artistNumber = Math.floor(albumNumber / ALBUMS_PER_ARTIST)
  const artist = nameOf(artistNumber, seed * 7 + 1, 2)
  const album = nameOf(albumNumber, seed * 7 + 2, 2)
  const title = nameOf(index, seed * 7 + 3, 3)
  const trackNo = (index % TRACKS_PER_ALBUM) + 1
  const guest = index % 9 === 0 ? nameOf(artistNumber + 1, seed * 7 + 1, 2) : null
  return {
    path: `${fileName(artist)} ${artistNumber}/${fileName(album)} ${albumNumber}/${String(trackNo).padStart(2, '0')} ${fileName(title)}.flac`,
    sizeBytes: 20_000_000 + index,
    mtimeMs: 1_600_000_000_000 + index,
    sampleHash: `hash-${seed}-${index}`,
    title,
    artist: guest === null ? artist : `${artist} feat. ${guest}`,
    artists: guest === null ? [artist] : [artist, guest],
    album,
    albumArtist: artist,
    discNo: 1,
    trackNo,
    year: 1960 + (albumNumber % 65),
    genre: GENRES[albumNumber % GENRES.length] ?? null,
    durationMs: 120_000 + (index % 240) * 1_000,
    codec: 'flac',
    mime: 'audio/flac',
    cover: { coverId: coverOf(albumNumber), mime: 'image/jpeg', sizeBytes: 40_000 },
    replayGain: { trackGainDb: -7.5, trackPeak: 0.98, albumGainDb: -7, albumPeak: 1 },
  }
}

/** Two or more words that are nearly always the same for the same number, some of them odd. */
export function nameOf(number: number, seed: number, words: number): string {
  const random = mixer(number * 31 + seed)
  const made = Array.from({ length: words }, () => {
    if (random() % 23 === 0) return ODD[random() % ODD.length] ?? ''
    const syllables = Array.from({ length: 2 + (random() % 3) }, () => SYLLABLES[random() % SYLLABLES.length])
    const word = syllables.join('')
    return word.charAt(0).toUpperCase() + word.slice(1)
  })
  return made.join(' ')
}

function fileName(text: string): string {
  return text.replaceAll('/', '-')
}

function coverOf(album: number): string {
  return album.toString(16).padStart(64, '0')
}

function mixer(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0
  return () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0
    state = Math.imul(state ^ (state >>> 12), 0x297a2d39) >>> 0
    state = (state ^ (state >>> 15)) >>> 0
    return state >>> 1
  }
}
