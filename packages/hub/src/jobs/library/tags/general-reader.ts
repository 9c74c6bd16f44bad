// Whatever has no reader of its own goes through music-metadata. It chooses by the name; where the name lies, the
// content is handed over without it.
import { openAsBlob } from 'node:fs'
import { extname } from 'node:path'
import { type IAudioMetadata, type IOptions, parseBlob, parseFile } from 'music-metadata'
import { type AudioFormat, formatByExtension } from '#engine/audio-formats'
import { type Comments, commentsFrom } from './comments.ts'
import { opusGainIn } from './tags.ts'

const CUE_SHEET = 'CUESHEET'

export async function parse(
  file: string,
  format: AudioFormat,
  soundAt: number,
  options: IOptions,
): Promise<IAudioMetadata> {
  const isPlain = soundAt === 0 || format.name === 'mp3'
  if (isPlain && formatByExtension(extname(file)) === format) return parseFile(file, options)
  const blob = await openAsBlob(file, { type: format.mime })
  return parseBlob(isPlain ? blob : blob.slice(soundAt, undefined, format.mime), options)
}

export function durationOf({ format }: IAudioMetadata): number | null {
  const ms = Math.round((format.duration ?? 0) * 1000)
  return Number.isSafeInteger(ms) && ms > 0 ? ms : null
}

/**
 * What the file says in its own words where those are Vorbis comments, else what the library took it for. `known` is what
 * was read of it by others: who performs it is not guessed anew.
 */
export function parsedComments({ common, native }: IAudioMetadata, known: Comments | null = null): Comments {
  if (native.vorbis) return vorbisIn(native.vorbis)
  const inOrder = native.asf ? lastFirst : <T>(values: readonly T[]) => values
  const many = (name: string, values: readonly (string | number | undefined)[] | undefined) =>
    (values ?? []).flatMap((value) => (value === undefined ? [] : [[name, String(value)] as const]))
  const gain = (value: number | undefined) => (value === undefined ? undefined : String(value))
  return commentsFrom([
    ...many('TITLE', [common.title]),
    ...many('ARTIST', namedOneByOne(common) ? inOrder(common.artists ?? []) : [common.artist]),
    ...many('ARTISTS', known?.has('ARTIST') ? [] : inOrder(common.artists ?? [])),
    ...many('ALBUM', [common.album]),
    ...many('ALBUMARTIST', inOrder(common.albumartists ?? [common.albumartist])),
    ...many('DISCNUMBER', [common.disk.no ?? undefined]),
    ...many('TRACKNUMBER', [common.track.no ?? undefined]),
    ...many('ORIGINALDATE', [common.originaldate, common.originalyear]),
    ...many('DATE', [common.date, common.year]),
    ...many('GENRE', inOrder(common.genre ?? [])),
    ...many('COMPILATION', [common.compilation ? '1' : undefined]),
    ...many('MUSICBRAINZ_TRACKID', [common.musicbrainz_recordingid]),
    ...many('MUSICBRAINZ_ALBUMID', [common.musicbrainz_albumid]),
    ...many('MUSICBRAINZ_ARTISTID', common.musicbrainz_artistid),
    ...many('MUSICBRAINZ_ALBUMARTISTID', common.musicbrainz_albumartistid),
    ...many(CUE_SHEET, [cueSheetIn(native)]),
    ...many('REPLAYGAIN_TRACK_GAIN', [gain(common.replaygain_track_gain?.dB)]),
    ...many('REPLAYGAIN_TRACK_PEAK', [gain(common.replaygain_track_peak?.ratio)]),
    ...many('REPLAYGAIN_ALBUM_GAIN', [gain(common.replaygain_album_gain?.dB)]),
    ...many('REPLAYGAIN_ALBUM_PEAK', [gain(common.replaygain_album_peak?.ratio)]),
  ])
}

/** The library has no word for it. APE calls it by its name; ID3 and MP4 have it among the names that users give. */
function cueSheetIn(native: IAudioMetadata['native']): string | undefined {
  for (const { id, value } of Object.values(native).flat()) {
    const name = id.slice(id.lastIndexOf(':') + 1).toUpperCase()
    if (name === CUE_SHEET && typeof value === 'string') return value
  }
  return undefined
}

/** ASF keeps the first value of a name behind the further ones. */
function lastFirst<T>(values: readonly T[]): readonly T[] {
  return [...values.slice(-1), ...values.slice(0, -1)]
}

/** The credit is merely the first of them. */
function namedOneByOne({ artist, artists = [] }: IAudioMetadata['common']): boolean {
  return artists.length > 1 && artists[0] === artist
}

function vorbisIn(tags: readonly { readonly id: string; readonly value: unknown }[]): Comments {
  const own = tags.flatMap(({ id, value }) => (typeof value === 'string' ? [[id, value] as const] : []))
  const opus = own.flatMap(([id, value]) => {
    const name = OPUS_GAINS[id.toUpperCase()]
    const gain = name === undefined ? null : opusGainIn(value)
    return name === undefined || gain === null ? [] : [[name, String(gain)] as const]
  })
  return commentsFrom([...own, ...opus])
}

const OPUS_GAINS: Readonly<Record<string, string>> = {
  R128_TRACK_GAIN: 'REPLAYGAIN_TRACK_GAIN',
  R128_ALBUM_GAIN: 'REPLAYGAIN_ALBUM_GAIN',
}
