// The frames of an ID3 tag as names and values. A slash in a name is a letter of it, whatever the standard of 1999
// says: AC/DC is one band. Rules MF1 and MF6.
import type { Comments } from '../comments.ts'
import { commentsFrom } from '../comments.ts'
import { GENRE_NAMES } from './genre-names.ts'
import { oldTextsOf, type RawText, rawText, textsOf } from './id3-text.ts'
import type { Id3Tag } from './id3v2.ts'

const MAX_TEXT_BYTES = 64 * 1024

const NAMES: Readonly<Record<string, string>> = {
  TIT2: 'TITLE',
  TPE1: 'ARTIST',
  TPE2: 'ALBUMARTIST',
  TALB: 'ALBUM',
  TRCK: 'TRACKNUMBER',
  TPOS: 'DISCNUMBER',
  TDOR: 'ORIGINALDATE',
  TORY: 'ORIGINALYEAR',
  TDRC: 'DATE',
  TYER: 'YEAR',
  TDRL: 'RELEASEDATE',
  TCON: 'GENRE',
  TCMP: 'COMPILATION',
}

/** How programs call in words of their own what has no frame. */
const DESCRIBED: Readonly<Record<string, string>> = {
  'MUSICBRAINZ ALBUM ID': 'MUSICBRAINZ_ALBUMID',
  'MUSICBRAINZ ARTIST ID': 'MUSICBRAINZ_ARTISTID',
  'MUSICBRAINZ ALBUM ARTIST ID': 'MUSICBRAINZ_ALBUMARTISTID',
}

type NamedText = { readonly name: string; readonly text: RawText }

export function id3Comments(tag: Id3Tag): Comments {
  const texts: NamedText[] = []
  const pairs: (readonly [string, string])[] = []
  for (const frame of tag.frames) {
    const isDescribed = frame.name === 'TXXX'
    const isText = isDescribed || NAMES[frame.name] !== undefined
    if ((!isText && frame.name !== 'UFID') || frame.size > MAX_TEXT_BYTES) continue
    const body = frame.body()
    if (body === null || body.length === 0) continue
    if (isText) texts.push({ name: NAMES[frame.name] ?? '', text: rawText(body) })
    else pairs.push(...recordingIn(body))
  }
  const old = oldTextsOf(texts.map(({ text }) => text))
  for (const { name, text } of texts) {
    const [first = '', ...rest] = textsOf(text, old)
    if (name === '') for (const value of rest) pairs.push([nameOf(first), value])
    else if (name === 'GENRE')
      for (const value of [first, ...rest].flatMap(numberedGenres)) pairs.push([name, value])
    else for (const value of [first, ...rest]) pairs.push([name, value])
  }
  return withListedArtists(commentsFrom(pairs), tag.version)
}

function nameOf(description: string): string {
  const name = description.toUpperCase()
  return DESCRIBED[name] ?? name
}

/** The owner, nothing, and then what it calls the recording. */
function recordingIn(body: Buffer): readonly (readonly [string, string])[] {
  const end = body.indexOf(0)
  const isKnown = end > 0 && body.toString('latin1', 0, end) === 'http://musicbrainz.org'
  return isKnown ? [['MUSICBRAINZ_TRACKID', body.toString('latin1', end + 1)]] : []
}

/** `(17)`, `17`, `(17)(4)` and `(4)Eurodisco` stand for names. */
export function numberedGenres(text: string): readonly string[] {
  const genres: string[] = []
  let rest = text
  for (let match = REFERENCE.exec(rest); match; match = REFERENCE.exec(rest)) {
    genres.push(match[1] === 'RX' ? 'Remix' : match[1] === 'CR' ? 'Cover' : genreOf(match[1]))
    rest = rest.slice(match[0].length)
  }
  const named = rest.startsWith('((') ? rest.slice(1) : rest
  if (/^\d{1,3}$/.test(named)) genres.push(genreOf(named))
  else if (named !== '' && !genres.includes(named)) genres.push(named)
  return genres.filter(Boolean)
}

const REFERENCE = /^\((\d{1,3}|RX|CR)\)\s*/

function genreOf(number: string | undefined): string {
  return GENRE_NAMES[Number(number)] ?? ''
}

/** Before v2.4 Picard wrote the list of artists as one text: it is divided where each part is in the credit. */
function withListedArtists(comments: Comments, version: number): Comments {
  const [listed, ...more] = comments.get('ARTISTS') ?? []
  if (version === 4 || listed === undefined || more.length > 0 || !listed.includes('/')) return comments
  const credit = (comments.get('ARTIST') ?? []).join('\n')
  const parts = listed.split('/').map((part) => part.trim())
  const isList = !credit.includes(listed) && parts.every((part) => part !== '' && credit.includes(part))
  return new Map(comments).set('ARTISTS', isList ? parts : [listed])
}
