/** One kind of music file: how it is named, known by its first bytes, served and decoded. */
export interface AudioFormat {
  readonly name:
    | 'flac'
    | 'mp3'
    | 'ogg'
    | 'mp4'
    | 'wav'
    | 'aiff'
    | 'aac'
    | 'matroska'
    | 'asf'
    | 'wavpack'
    | 'ape'
    | 'musepack'
    | 'dsf'
    | 'dsdiff'
  /** With the dot, lower-case. */
  readonly extensions: readonly string[]
  readonly mime: string
  /** Texts, one of which stands at these bytes of every such file; none: it has to be looked into. */
  readonly marks: readonly { readonly at: number; readonly texts: readonly string[] }[]
  /** What may be in it; the first that fits counts. */
  readonly codecs: readonly AudioCodec[]
  /** What ffmpeg calls it; several where it has versions. */
  readonly demuxers: readonly string[]
}

export interface AudioCodec {
  readonly codec: string
  /** How a reader of tags names it. */
  readonly named: RegExp
  /** The whole of it as speakers name it (RFC 6381): one of `AUDIO_TYPES` of the protocol. */
  readonly type: string
  /** Nothing of the sound was left out to make it smaller. */
  readonly isLossless: boolean
}

/**
 * All that the hub takes as music: whoever walks, watches, reads, decodes or serves files looks here. It imports nothing,
 * since threads that have to be small read it.
 */
export const AUDIO_FORMATS: readonly AudioFormat[] = [
  {
    name: 'flac',
    extensions: ['.flac'],
    mime: 'audio/flac',
    marks: [{ at: 0, texts: ['fLaC'] }],
    codecs: [lossless('flac', 'audio/flac', /^/)],
    demuxers: ['flac'],
  },
  {
    name: 'mp3',
    extensions: ['.mp3'],
    mime: 'audio/mpeg',
    marks: [],
    codecs: [lossy('mp3', 'audio/mpeg', /MPEG/i)],
    demuxers: ['mp3'],
  },
  {
    name: 'ogg',
    extensions: ['.ogg', '.oga', '.opus'],
    mime: 'audio/ogg',
    marks: [{ at: 0, texts: ['OggS'] }],
    codecs: [
      lossy('opus', 'audio/ogg; codecs=opus', /opus/i),
      lossy('vorbis', 'audio/ogg; codecs=vorbis', /vorbis/i),
      lossless('flac', 'audio/ogg; codecs=flac', /flac/i),
    ],
    demuxers: ['ogg'],
  },
  {
    name: 'mp4',
    extensions: ['.m4a', '.m4b'],
    mime: 'audio/mp4',
    marks: [{ at: 4, texts: ['ftyp'] }],
    codecs: [
      lossless('alac', 'audio/mp4; codecs=alac', /alac/i),
      lossy('aac', 'audio/mp4; codecs=mp4a.40.2', /aac|mpeg-4|mp4a/i),
    ],
    demuxers: ['mov'],
  },
  {
    name: 'wav',
    extensions: ['.wav'],
    mime: 'audio/wav',
    marks: [
      { at: 0, texts: ['RIFF', 'RF64', 'BW64'] },
      { at: 8, texts: ['WAVE'] },
    ],
    codecs: [lossless('pcm', 'audio/wav', /pcm|float/i)],
    demuxers: ['wav'],
  },
  {
    name: 'aiff',
    extensions: ['.aiff', '.aif', '.aifc'],
    mime: 'audio/aiff',
    marks: [
      { at: 0, texts: ['FORM'] },
      { at: 8, texts: ['AIFF', 'AIFC'] },
    ],
    codecs: [lossless('pcm', 'audio/aiff', /^/)],
    demuxers: ['aiff'],
  },
  {
    name: 'aac',
    extensions: ['.aac'],
    mime: 'audio/aac',
    marks: [],
    codecs: [lossy('aac', 'audio/aac', /^/)],
    demuxers: ['aac'],
  },
  {
    name: 'matroska',
    extensions: ['.mka'],
    mime: 'audio/x-matroska',
    marks: [{ at: 0, texts: ['\x1aE\xdf\xa3'] }],
    codecs: [
      lossless('flac', 'audio/x-matroska; codecs=flac', /flac/i),
      lossy('opus', 'audio/x-matroska; codecs=opus', /opus/i),
      lossy('vorbis', 'audio/x-matroska; codecs=vorbis', /vorbis/i),
      lossy('aac', 'audio/x-matroska; codecs=mp4a.40.2', /aac/i),
      lossy('mp3', 'audio/x-matroska; codecs=mp3', /mpeg/i),
      lossless('pcm', 'audio/x-matroska; codecs=1', /pcm/i),
    ],
    demuxers: ['matroska'],
  },
  {
    name: 'asf',
    extensions: ['.wma', '.asf'],
    mime: 'audio/x-ms-wma',
    marks: [{ at: 0, texts: ['0&\xb2u\x8ef\xcf\x11'] }],
    codecs: [
      lossless('wma-lossless', 'audio/x-ms-wma; codecs=wmalossless', /lossless/i),
      lossy('wma', 'audio/x-ms-wma', /^/),
    ],
    demuxers: ['asf'],
  },
  {
    name: 'wavpack',
    extensions: ['.wv'],
    mime: 'audio/x-wavpack',
    marks: [{ at: 0, texts: ['wvpk'] }],
    codecs: [lossless('wavpack', 'audio/x-wavpack', /^/)],
    demuxers: ['wv'],
  },
  {
    name: 'ape',
    extensions: ['.ape'],
    mime: 'audio/x-ape',
    marks: [{ at: 0, texts: ['MAC '] }],
    codecs: [lossless('ape', 'audio/x-ape', /^/)],
    demuxers: ['ape'],
  },
  {
    name: 'musepack',
    extensions: ['.mpc'],
    mime: 'audio/x-musepack',
    marks: [{ at: 0, texts: ['MPCK', 'MP+'] }],
    codecs: [lossy('musepack', 'audio/x-musepack', /^/)],
    demuxers: ['mpc', 'mpc8'],
  },
  {
    name: 'dsf',
    extensions: ['.dsf'],
    mime: 'audio/x-dsf',
    marks: [{ at: 0, texts: ['DSD '] }],
    codecs: [lossless('dsd', 'audio/x-dsf', /^/)],
    demuxers: ['dsf'],
  },
  {
    name: 'dsdiff',
    extensions: ['.dff'],
    mime: 'audio/x-dff',
    marks: [
      { at: 0, texts: ['FRM8'] },
      { at: 12, texts: ['DSD '] },
    ],
    codecs: [lossless('dsd', 'audio/x-dff', /^/)],
    demuxers: ['iff'],
  },
]

function lossless(codec: string, type: string, named: RegExp): AudioCodec {
  return { codec, named, type, isLossless: true }
}

function lossy(codec: string, type: string, named: RegExp): AudioCodec {
  return { codec, named, type, isLossless: false }
}

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

/** What a track of the library is in; null where no format of the hub holds it. */
export function codecIn({
  mime,
  codec,
}: {
  readonly mime: string
  readonly codec: string
}): AudioCodec | null {
  return formatByMime(mime)?.codecs.find((one) => one.codec === codec) ?? null
}

/** Said to ffmpeg in front of a file, so that a file cannot choose how it is read. */
export function inputOptions({ demuxers }: AudioFormat): readonly string[] {
  const [only, ...others] = demuxers
  return only !== undefined && others.length === 0 ? ['-f', only] : ['-format_whitelist', demuxers.join(',')]
}

const BY_EXTENSION: ReadonlyMap<string, AudioFormat> = new Map(
  AUDIO_FORMATS.flatMap((format) => format.extensions.map((extension) => [extension, format] as const)),
)
const BY_MIME: ReadonlyMap<string, AudioFormat> = new Map(
  AUDIO_FORMATS.map((format) => [format.mime, format]),
)
