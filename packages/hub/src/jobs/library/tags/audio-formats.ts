/** One kind of music file: how it is named, known by its first bytes, served and decoded. */
export interface AudioFormat {
  readonly name: 'flac' | 'mp3' | 'ogg' | 'mp4' | 'wav'
  /** With the dot, lower-case. */
  readonly extensions: readonly string[]
  readonly mime: string
  /** Texts, one of which stands at these bytes of every such file; none: it has to be looked into. */
  readonly marks: readonly { readonly at: number; readonly texts: readonly string[] }[]
  /** Codecs that players know, and how a reader of tags names them; the first that fits counts. */
  readonly codecs: readonly { readonly codec: string; readonly named: RegExp }[]
  /** What ffmpeg calls it. */
  readonly demuxer: string
}

/**
 * All that the hub takes as music: whoever walks, watches, reads or decodes files looks here. It imports nothing, since
 * threads that have to be small read it.
 */
export const AUDIO_FORMATS: readonly AudioFormat[] = [
  {
    name: 'flac',
    extensions: ['.flac'],
    mime: 'audio/flac',
    marks: [{ at: 0, texts: ['fLaC'] }],
    codecs: [{ codec: 'flac', named: /^/ }],
    demuxer: 'flac',
  },
  {
    name: 'mp3',
    extensions: ['.mp3'],
    mime: 'audio/mpeg',
    marks: [],
    codecs: [{ codec: 'mp3', named: /MPEG/i }],
    demuxer: 'mp3',
  },
  {
    name: 'ogg',
    extensions: ['.ogg', '.oga', '.opus'],
    mime: 'audio/ogg',
    marks: [{ at: 0, texts: ['OggS'] }],
    codecs: [
      { codec: 'opus', named: /opus/i },
      { codec: 'vorbis', named: /vorbis/i },
      { codec: 'flac', named: /flac/i },
    ],
    demuxer: 'ogg',
  },
  {
    name: 'mp4',
    extensions: ['.m4a', '.m4b'],
    mime: 'audio/mp4',
    marks: [{ at: 4, texts: ['ftyp'] }],
    codecs: [
      { codec: 'alac', named: /alac/i },
      { codec: 'aac', named: /aac|mpeg-4|mp4a/i },
    ],
    demuxer: 'mov',
  },
  {
    name: 'wav',
    extensions: ['.wav'],
    mime: 'audio/wav',
    marks: [
      { at: 0, texts: ['RIFF', 'RF64', 'BW64'] },
      { at: 8, texts: ['WAVE'] },
    ],
    codecs: [{ codec: 'pcm', named: /pcm|float/i }],
    demuxer: 'wav',
  },
]

export function audioFormat(name: AudioFormat['name']): AudioFormat {
  return AUDIO_FORMATS.find((format) => format.name === name) as AudioFormat
}

/** What the name of the file promises; null: it is no music file by its name. */
export function formatByExtension(extension: string): AudioFormat | null {
  return BY_EXTENSION.get(extension.toLowerCase()) ?? null
}

export function formatByMime(mime: string): AudioFormat | null {
  return BY_MIME.get(mime) ?? null
}

const BY_EXTENSION: ReadonlyMap<string, AudioFormat> = new Map(
  AUDIO_FORMATS.flatMap((format) => format.extensions.map((extension) => [extension, format] as const)),
)
const BY_MIME: ReadonlyMap<string, AudioFormat> = new Map(
  AUDIO_FORMATS.map((format) => [format.mime, format]),
)
