import { execFile } from 'node:child_process'
import { AUDIO_TYPES, type AudioType } from '@baton/protocol'

const ANSWERS_WITHIN_MS = 5_000

/** What a build of mpv needs for each type, as its list of decoders names it: one of these. */
const DECODERS: Readonly<Record<AudioType, readonly string[]>> = {
  'audio/flac': ['flac'],
  'audio/mpeg': ['mp3', 'mp3float'],
  'audio/ogg; codecs=opus': ['opus', 'libopus'],
  'audio/ogg; codecs=vorbis': ['vorbis', 'libvorbis'],
  'audio/ogg; codecs=flac': ['flac'],
  'audio/mp4; codecs=mp4a.40.2': ['aac', 'libfdk_aac'],
  'audio/mp4; codecs=alac': ['alac'],
  'audio/wav': ['pcm_s16le'],
  'audio/aiff': ['pcm_s16be'],
  'audio/aac': ['aac', 'libfdk_aac'],
  'audio/x-matroska; codecs=flac': ['flac'],
  'audio/x-matroska; codecs=opus': ['opus', 'libopus'],
  'audio/x-matroska; codecs=vorbis': ['vorbis', 'libvorbis'],
  'audio/x-matroska; codecs=mp4a.40.2': ['aac', 'libfdk_aac'],
  'audio/x-matroska; codecs=mp3': ['mp3', 'mp3float'],
  'audio/x-matroska; codecs=1': ['pcm_s16le'],
  'audio/x-ms-wma': ['wmav2'],
  'audio/x-ms-wma; codecs=wmalossless': ['wmalossless'],
  'audio/x-wavpack': ['wavpack'],
  'audio/x-ape': ['ape'],
  'audio/x-musepack': ['mpc7'],
  'audio/x-dsf': ['dsd_lsbf_planar'],
  'audio/x-dff': ['dsd_msbf'],
}

/** The types that this mpv can decode; null where it cannot be asked, and nothing is known. */
export async function typesThatMpvDecodes(command: string): Promise<readonly AudioType[] | null> {
  const listed = await listOf(command)
  if (listed === null) return null
  const names = new Set([...listed.matchAll(/^\s+(\w+)(?: \(\w+\))? - /gm)].map(([, name]) => name))
  return names.size === 0
    ? null
    : AUDIO_TYPES.filter((type) => DECODERS[type].some((name) => names.has(name)))
}

function listOf(command: string): Promise<string | null> {
  return new Promise((resolve) => {
    const words = ['--no-config', '--load-scripts=no', '--ad=help']
    execFile(command, words, { timeout: ANSWERS_WITHIN_MS }, (error, stdout) =>
      resolve(error ? null : stdout),
    )
  })
}
