// Makes the file that the library takes of what was fetched: the sound alone, in a container of its codec or in the format
// that was chosen, with its tags and its picture. ffmpeg reads the two files it is given and nothing else, only in formats
// that cannot name other files.
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BatonError, type DownloadFormat, type DownloadTags } from '@baton/protocol'
import { pictureBlock } from './picture-block.ts'
import type { Programs } from './programs.ts'
import { runProgram } from './run-program.ts'
import { MEDIA_NAME, PICTURE_NAME } from './yt-dlp-options.ts'

const WITHIN_MS = 3_600_000
const PROBED_WITHIN_MS = 60_000
const COVER_WITHIN_MS = 60_000
const COVER_EDGE = 1_000
/** What is fetched, and by what ffmpeg knows it. None of these reads another file. */
const CONTAINERS =
  'mov,matroska,webm,ogg,mp3,flac,wav,aac,mpegts,mpeg,avi,flv,asf,aiff,ape,wv,ac3,eac3,caf,amr'
const PICTURES = 'image2,jpeg_pipe,png_pipe,webp_pipe'
const QUIET = ['-v', 'error', '-nostdin', '-y'] as const
const MADE = 'made'

const ATTACHED = [
  ...['-map', '2:v:0', '-c:v', 'copy', '-disposition:v:0', 'attached_pic'],
  ...['-metadata:s:v:0', 'comment=Cover (front)'],
]

interface Target {
  readonly extension: string
  readonly muxer: string
  readonly words: readonly string[]
}

const COPIED = ['-c:a', 'copy'] as const
const TARGETS: Readonly<Record<Exclude<DownloadFormat, 'original'>, Target>> = {
  mp3: { extension: '.mp3', muxer: 'mp3', words: ['-c:a', 'libmp3lame', '-b:a', '320k'] },
  opus: { extension: '.opus', muxer: 'opus', words: ['-c:a', 'libopus', '-b:a', '160k'] },
  m4a: { extension: '.m4a', muxer: 'ipod', words: ['-c:a', 'aac', '-b:a', '256k'] },
  flac: { extension: '.flac', muxer: 'flac', words: ['-c:a', 'flac', '-compression_level', '5'] },
}
/** Codecs that need not be made anew. */
const KEPT: Readonly<Record<string, Target>> = {
  mp3: { ...TARGETS.mp3, words: COPIED },
  opus: { ...TARGETS.opus, words: COPIED },
  aac: { ...TARGETS.m4a, words: COPIED },
  alac: { ...TARGETS.m4a, words: COPIED },
  flac: { ...TARGETS.flac, words: COPIED },
  vorbis: { extension: '.ogg', muxer: 'ogg', words: COPIED },
}

export interface FileToMake {
  readonly programs: Pick<Programs, 'ffmpeg' | 'ffprobe'>
  /** What was fetched lies there, and what is made. */
  readonly folder: string
  readonly format: DownloadFormat
  readonly tags: DownloadTags
  readonly maxBytes: number
}

/** Resolves with the path of the file. Rejects with a code, or with the signal's reason. */
export async function makeFile(file: FileToMake, signal: AbortSignal): Promise<string> {
  const { programs, folder, format, tags, maxBytes } = file
  const media = await mediaIn(folder)
  if (media === null) throw new BatonError('download.interrupted')
  const codec = await codecOf(programs.ffprobe, folder, media, signal)
  const target = targetOf(codec, format)
  const cover = await coverIn(file, signal)
  const isOgg = target.muxer === 'ogg' || target.muxer === 'opus'
  await writeFile(join(folder, 'tags.txt'), await tagsText(tags, isOgg ? cover : null))
  const made = join(folder, `${MADE}${target.extension}`)
  const making = join(folder, `making${target.extension}`)
  const { how, said } = await runProgram(
    {
      program: programs.ffmpeg,
      words: [
        ...QUIET,
        ...['-protocol_whitelist', 'file', '-format_whitelist', CONTAINERS, '-i', `file:${media}`],
        ...['-protocol_whitelist', 'file', '-f', 'ffmetadata', '-i', 'file:tags.txt'],
        ...(cover && !isOgg
          ? ['-protocol_whitelist', 'file', '-format_whitelist', PICTURES, '-i', `file:${cover}`]
          : []),
        ...[
          '-map',
          '0:a:0',
          '-sn',
          '-dn',
          '-map_metadata',
          '1',
          '-map_metadata:s:a',
          '-1',
          '-map_chapters',
          '-1',
        ],
        ...(cover && !isOgg ? ATTACHED : ['-vn']),
        // The same whenever it is made of the same: so it is recognised when it comes once more.
        ...['-fflags', '+bitexact', '-flags:a', '+bitexact', ...target.words],
        // It ends there, and well: so one byte more is let in, by which it is told.
        ...['-fs', String(maxBytes + 1), '-f', target.muxer, `file:${making}`],
      ],
      folder,
      withinMs: WITHIN_MS,
    },
    signal,
  )
  if (how === 'missing') throw new BatonError('download.no-ffmpeg')
  if (/No space left|Disk quota/i.test(said)) throw new BatonError('upload.disk-full')
  if (how !== 'well') throw new BatonError('download.cannot-convert')
  if ((await stat(making)).size > maxBytes) throw new BatonError('upload.too-large', { limit: maxBytes })
  await rename(making, made)
  return made
}

/** What was made; nothing is there of one that was put into the library already. */
export async function madeIn(folder: string): Promise<string> {
  return (await fileNamed(folder, MADE, () => true)) ?? join(folder, MADE)
}

/** What was fetched; null: it is not there, or not all of it. */
export async function mediaIn(folder: string): Promise<string | null> {
  return fileNamed(folder, MEDIA_NAME, (name) => !/\.(part|ytdl|temp)/i.test(name))
}

async function fileNamed(
  folder: string,
  stem: string,
  fits: (name: string) => boolean,
): Promise<string | null> {
  const names = await readdir(folder).catch(() => [])
  const name = names.find((one) => one.startsWith(`${stem}.`) && fits(one))
  return name === undefined ? null : join(folder, name)
}

function targetOf(codec: string, format: DownloadFormat): Target {
  const kept = KEPT[codec]
  if (format === 'original') return kept ?? TARGETS.flac
  return kept && kept.extension === TARGETS[format].extension ? kept : TARGETS[format]
}

async function codecOf(ffprobe: string, folder: string, media: string, signal: AbortSignal): Promise<string> {
  let codec: string | null = null
  const words = [
    ...['-v', 'error', '-protocol_whitelist', 'file', '-format_whitelist', CONTAINERS],
    ...['-select_streams', 'a:0', '-show_entries', 'stream=codec_name', '-of', 'csv=p=0'],
    `file:${media}`,
  ]
  const onLine = (line: string) => {
    codec ??= /^[a-z0-9_]+/.exec(line)?.[0] ?? null
  }
  const { how } = await runProgram(
    { program: ffprobe, words, folder, withinMs: PROBED_WITHIN_MS, onLine },
    signal,
  )
  if (how === 'missing') throw new BatonError('download.no-ffmpeg')
  if (how !== 'well' || codec === null) throw new BatonError('download.cannot-convert')
  return codec
}

/** The page's picture, made new and small; without one, or where it is none, the file has none. */
async function coverIn({ programs, folder }: FileToMake, signal: AbortSignal): Promise<string | null> {
  const picture = await fileNamed(folder, PICTURE_NAME, () => true)
  if (picture === null) return null
  const cover = join(folder, 'cover.jpg')
  const edge = `min(${COVER_EDGE}\\,`
  const words = [
    ...QUIET,
    ...['-protocol_whitelist', 'file', '-format_whitelist', PICTURES, '-i', `file:${picture}`],
    ...['-frames:v', '1', '-map_metadata', '-1', '-fflags', '+bitexact', '-flags:v', '+bitexact'],
    ...['-vf', `scale=${edge}iw):${edge}ih):force_original_aspect_ratio=decrease`],
    ...['-pix_fmt', 'yuvj420p', '-q:v', '4', '-f', 'image2', '-update', '1', `file:${cover}`],
  ]
  const { how } = await runProgram(
    { program: programs.ffmpeg, words, folder, withinMs: COVER_WITHIN_MS },
    signal,
  )
  const isMade = how === 'well' && ((await stat(cover).catch(() => null))?.size ?? 0) > 0
  if (!isMade) await rm(cover, { force: true })
  return isMade ? cover : null
}

/** In ffmpeg's own form for tags. */
async function tagsText({ title, artist, album }: DownloadTags, picture: string | null): Promise<string> {
  const rows: [string, string | null][] = [
    ['title', title],
    ['artist', artist],
    ['album', album],
    ['METADATA_BLOCK_PICTURE', picture && pictureBlock(await readFile(picture))],
  ]
  const told = rows.flatMap(([name, value]) => (value === null ? [] : [`${name}=${escaped(value)}`]))
  return [';FFMETADATA1', ...told, ''].join('\n')
}

function escaped(text: string): string {
  return text.replace(/[=;#\\\n]/g, (sign) => `\\${sign}`)
}
