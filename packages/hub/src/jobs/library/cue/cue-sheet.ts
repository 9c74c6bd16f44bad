// Reads cue sheets as people's programs write them: the text that says where in one long file which track begins.
// Rules MF10 to MF12.
import { CUE_FRAMES_PER_SECOND } from '#engine/audio-formats'

/** Of the disc where it stands before the first track, else of one track. Names are those of Vorbis comments. */
export type CueComments = ReadonlyMap<string, string>

export interface CueTrack {
  readonly number: number
  /** Of INDEX 01, in 75ths of a second. What lies before it, its pregap, belongs to the track before. */
  readonly startFrame: number
  readonly comments: CueComments
}

export interface CueFile {
  /** As it is written: often a path of another machine, or the name that the file had before it was encoded. */
  readonly name: string
  /** Those that begin in it, in its order. */
  readonly tracks: readonly CueTrack[]
}

export interface CueSheet {
  readonly comments: CueComments
  readonly files: readonly CueFile[]
}

/** Larger ones are not read. */
export const MAX_CUE_BYTES = 512 * 1024
/** Longer ones are no lines of a cue sheet. */
const LONGEST_LINE = 4_096
const MAX_TRACK_NUMBER = 99
const MAX_MINUTES = 9_999

/** Null: it is no cue sheet, or its tracks do not follow each other. */
export function readCueSheet(text: string): CueSheet | null {
  const disc = new Map<string, string>()
  const files: { name: string; tracks: CueTrack[] }[] = []
  let track: OpenTrack | null = null
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line.length > LONGEST_LINE) continue
    const [word = '', rest = ''] = divided(line)
    const key = word.toUpperCase()
    if (key === 'FILE') files.push({ name: fileNameIn(rest), tracks: [] })
    else if (key === 'TRACK') track = { ...trackIn(rest), comments: new Map(), hasBegun: false }
    else if (key === 'INDEX' && track) {
      const startFrame = firstIndexIn(rest)
      const file = files.at(-1)
      if (startFrame === null || !file || track.hasBegun) continue
      track.hasBegun = true
      const { number, isAudio, comments } = track
      if (isAudio) file.tracks.push({ number, startFrame, comments })
    } else note(track?.comments ?? disc, key, rest)
  }
  const isOne = files.some(({ tracks }) => tracks.length > 0) && files.every(followEachOther)
  return isOne ? { comments: disc, files } : null
}

interface OpenTrack {
  readonly number: number
  readonly isAudio: boolean
  readonly comments: Map<string, string>
  hasBegun: boolean
}

function divided(line: string): readonly string[] {
  // A byte order mark is white space too.
  return /^(\S+)\s*(.*)$/s.exec(line.trim())?.slice(1) ?? []
}

const FORMAT = /^(?:WAVE|MP3|AIFF|BINARY|MOTOROLA|FLAC)$/i

/** Null: it stands in none. */
function insideQuotes(text: string): string | null {
  return /^"(.*)"/.exec(text)?.[1] ?? null
}

/** Without the word behind it that names a format. */
function fileNameIn(text: string): string {
  const inside = insideQuotes(text)
  if (inside !== null) return inside
  const at = Math.max(text.lastIndexOf(' '), text.lastIndexOf('\t'))
  return at >= 0 && FORMAT.test(text.slice(at + 1)) ? text.slice(0, at).trimEnd() : text
}

function trackIn(rest: string): Pick<OpenTrack, 'number' | 'isAudio'> {
  const [, digits, kind = 'AUDIO'] = /^(\d{1,3})(?:\s+(\S+))?/.exec(rest) ?? []
  return { number: Number(digits ?? 0), isAudio: kind.toUpperCase() === 'AUDIO' }
}

/** Null for every other index: the pregap (00), and places inside of the track. */
function firstIndexIn(rest: string): number | null {
  const [, minutes, seconds, frames] = /^0*1\s+(\d{1,4}):(\d{1,2}):(\d{1,2})$/.exec(rest) ?? []
  if (minutes === undefined || Number(minutes) > MAX_MINUTES) return null
  return (Number(minutes) * 60 + Number(seconds)) * CUE_FRAMES_PER_SECOND + Number(frames)
}

const NAMED: Readonly<Record<string, string>> = {
  TITLE: 'TITLE',
  PERFORMER: 'ARTIST',
  SONGWRITER: 'COMPOSER',
  ISRC: 'ISRC',
  CATALOG: 'CATALOGNUMBER',
}

/** Programs write what the format has no words for as remarks. */
function note(comments: Map<string, string>, key: string, rest: string): void {
  const [name = '', value = ''] = key === 'REM' ? divided(rest) : [NAMED[key] ?? '', rest]
  const text = (insideQuotes(value) ?? value).trim()
  if (name !== '' && text !== '' && !comments.has(name.toUpperCase())) comments.set(name.toUpperCase(), text)
}

function followEachOther({ tracks }: CueFile): boolean {
  return tracks.every(({ number, startFrame }, index) => {
    const before = tracks[index - 1]
    const isNumber = number >= 1 && number <= MAX_TRACK_NUMBER
    return isNumber && (!before || (number > before.number && startFrame > before.startFrame))
  })
}
