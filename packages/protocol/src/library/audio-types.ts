/**
 * The kinds of sound that a library may hold, as speakers name them (RFC 6381): what a browser is asked with
 * `canPlayType`, and what a device says in its `formats`.
 */
export const AUDIO_TYPES = [
  'audio/flac',
  'audio/mpeg',
  'audio/ogg; codecs=opus',
  'audio/ogg; codecs=vorbis',
  'audio/ogg; codecs=flac',
  'audio/mp4; codecs=mp4a.40.2',
  'audio/mp4; codecs=alac',
  'audio/wav',
  'audio/aiff',
  'audio/aac',
  'audio/x-matroska; codecs=flac',
  'audio/x-matroska; codecs=opus',
  'audio/x-matroska; codecs=vorbis',
  'audio/x-matroska; codecs=mp4a.40.2',
  'audio/x-matroska; codecs=mp3',
  'audio/x-matroska; codecs=1',
  'audio/x-ms-wma',
  'audio/x-ms-wma; codecs=wmalossless',
  'audio/x-wavpack',
  'audio/x-ape',
  'audio/x-musepack',
  'audio/x-dsf',
  'audio/x-dff',
] as const

export type AudioType = (typeof AUDIO_TYPES)[number]

/** Can a device that says this of itself decode that? A type without codecs stands for all of them. */
export function decodes(formats: readonly string[], type: string): boolean {
  const wanted = plain(type)
  const [container] = wanted.split(';')
  return formats.some((format) => {
    const said = plain(format)
    return said === wanted || said === container
  })
}

/** People write `audio/ogg; codecs="opus"` in more ways than one. */
function plain(type: string): string {
  return type.toLowerCase().replaceAll(/["\s]/g, '')
}
