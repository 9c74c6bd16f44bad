import type { ReadList, WrittenList } from '#engine'
import type { Gathered } from './gathered.ts'
import { MOST_SAID, type Said, textIn } from './listed-track.ts'
import { XmlRefused, xmlText, xmlTokens } from './xml.ts'

/** What is read of a track; an element may come several times. */
type Fields = Map<string, string[]>

/** Throws `XmlRefused`. What programs add in `extension` is passed over. */
export function readXspf(text: string, { tracks, add }: Gathered): ReadList {
  const path: string[] = []
  let title: string | null = null
  let fields: Fields = new Map()
  let gathered = ''
  for (const token of xmlTokens(text)) {
    if (token.kind === 'text') gathered += token.text
    else if (token.kind === 'open') {
      path.push(token.name)
      gathered = ''
      if (path.length === 1 && token.name !== 'playlist') throw new XmlRefused('damaged')
      if (path.join('/') === TRACK) fields = new Map()
    } else {
      const place = path.join('/')
      if (place === 'playlist/title') title = textIn(gathered)
      else if (place === TRACK) {
        if (!add(saidIn(fields))) break
      } else if (path.length === 4 && place.startsWith(`${TRACK}/`)) {
        const said = fields.get(token.name) ?? []
        if (said.length === 0) fields.set(token.name, said)
        if (said.length < MOST_SAID) said.push(gathered.trim())
      }
      path.pop()
      gathered = ''
    }
  }
  return { title, tracks }
}

const TRACK = 'playlist/trackList/track'

function saidIn(fields: Fields): Said {
  const first = (name: string) => fields.get(name)?.[0]
  return {
    locations: fields.get('location') ?? [],
    identifiers: fields.get('identifier') ?? [],
    title: first('title') ?? null,
    artist: first('creator') ?? null,
    album: first('album') ?? null,
    durationMs: Number(first('duration') ?? 0),
  }
}

export function writeXspf({ title, description, tracks }: WrittenList): string {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<playlist version="1" xmlns="http://xspf.org/ns/0/">',
    `  <title>${xmlText(title)}</title>`,
    ...(description === '' ? [] : [`  <annotation>${xmlText(description)}</annotation>`]),
    '  <trackList>',
  ]
  const add = (name: string, text: string | null) => {
    if (text !== null) lines.push(`      <${name}>${xmlText(text)}</${name}>`)
  }
  for (const { path, recordingId, title, artist, album, durationMs } of tracks) {
    lines.push('    <track>')
    add('location', path && relativeUri(path))
    add('identifier', recordingId && recordingUri(recordingId))
    add('title', title)
    add('creator', artist)
    add('album', album)
    add('duration', durationMs === null ? null : String(Math.round(durationMs)))
    lines.push('    </track>')
  }
  lines.push('  </trackList>', '</playlist>', '')
  return lines.join('\n')
}

/** Of a path below the folder that the list is put into. */
export function relativeUri(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/')
}

export function recordingUri(recordingId: string): string {
  return `https://musicbrainz.org/recording/${recordingId}`
}
