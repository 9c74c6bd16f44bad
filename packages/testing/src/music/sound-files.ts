import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type SoundFile = {
  /** Its ending names the format. */
  readonly path: string
  readonly seconds?: number
  readonly tags?: Readonly<Record<string, string>>
  /** A picture to embed (FLAC, MP3 and M4A). */
  readonly coverPath?: string
  readonly codec?: readonly string[]
  readonly hz?: number
}

const CODECS: Readonly<Record<string, readonly string[]>> = {
  flac: ['-c:a', 'flac'],
  mp3: ['-c:a', 'libmp3lame', '-b:a', '64k'],
  ogg: ['-c:a', 'libvorbis'],
  opus: ['-c:a', 'libopus', '-b:a', '32k'],
  m4a: ['-c:a', 'aac', '-b:a', '64k'],
  wav: ['-c:a', 'pcm_s16le'],
}

/** Makes a tone as a tagged file, with ffmpeg. */
export async function makeSound({
  path,
  seconds = 1,
  tags = {},
  coverPath,
  codec,
  hz = 440,
}: SoundFile): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const format = path.slice(path.lastIndexOf('.') + 1)
  const tone = ['-f', 'lavfi', '-i', `sine=frequency=${hz}:duration=${seconds}:sample_rate=44100`]
  const picture = coverPath
    ? ['-i', coverPath, '-map', '0:a', '-map', '1:v', '-c:v', 'copy', '-disposition:v', 'attached_pic']
    : []
  const named = Object.entries(tags).flatMap(([name, value]) => ['-metadata', `${name}=${value}`])
  await run('ffmpeg', [
    '-v',
    'error',
    '-y',
    ...tone,
    ...picture,
    ...(codec ?? CODECS[format] ?? []),
    ...named,
    path,
  ])
}

export async function makePicture(path: string, colour = 'orange'): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await run('ffmpeg', [
    '-v',
    'error',
    '-y',
    '-f',
    'lavfi',
    '-i',
    `color=${colour}:size=64x64`,
    '-frames:v',
    '1',
    path,
  ])
}
