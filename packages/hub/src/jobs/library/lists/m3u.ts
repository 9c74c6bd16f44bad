// M3U, as it was extended by many: a line for each track, and lines in front of it that say what it is.
import type { ReadList, WrittenList, WrittenTrack } from '#engine'
import type { Gathered } from './gathered.ts'
import { textIn } from './listed-track.ts'

const DIRECTIVE = /^#(EXTINF|EXTART|EXTALB|PLAYLIST):(.*)$/i

export function readM3u(text: string, { tracks, add }: Gathered): ReadList {
  let title: string | null = null
  let next: { label?: string; artist?: string; album?: string; durationMs?: number } = {}
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line.trim() === '') continue
    if (!line.startsWith('#')) {
      if (!add({ ...next, locations: [line] })) break
      next = {}
      continue
    }
    const [, name = '', value = ''] = DIRECTIVE.exec(line) ?? []
    switch (name.toUpperCase()) {
      case 'EXTINF':
        next = { ...next, ...infoIn(value) }
        break
      case 'EXTART':
        next.artist = value
        break
      case 'EXTALB':
        next.album = value
        break
      case 'PLAYLIST':
        title ??= textIn(value)
    }
  }
  return { title, tracks }
}

/** The length in seconds, attributes that television lists have, and what the track is called. */
function infoIn(value: string): { readonly durationMs: number; readonly label: string } {
  let isQuoted = false
  let comma = 0
  for (; comma < value.length; comma += 1) {
    if (value[comma] === '"') isQuoted = !isQuoted
    else if (value[comma] === ',' && !isQuoted) break
  }
  return { durationMs: Number.parseFloat(value) * 1_000, label: value.slice(comma + 1) }
}

/** With a track whose file nobody knows only a comment can be written. */
export function writeM3u({ title, tracks }: WrittenList): string {
  const lines = ['#EXTM3U', `#PLAYLIST:${onOneLine(title)}`]
  for (const track of tracks) {
    lines.push(`#EXTINF:${secondsOf(track)},${onOneLine(labelOf(track))}`)
    if (track.album !== null) lines.push(`#EXTALB:${onOneLine(track.album)}`)
    lines.push(track.path === null ? '# the file of this track is not known' : lineOf(track.path))
  }
  return `${lines.join('\n')}\n`
}

function labelOf({ artist, title }: WrittenTrack): string {
  return artist === null ? title : `${artist} - ${title}`
}

function secondsOf({ durationMs }: WrittenTrack): number {
  return durationMs === null ? -1 : Math.round(durationMs / 1_000)
}

/** A name that would be read as a comment, or ends the line, is written so that it is read as itself. */
function lineOf(path: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: names of files have them
  const line = /[\u0000-\u001f]/.test(path)
    ? path.toWellFormed().split('/').map(encodeURIComponent).join('/')
    : path
  return /^[#\s]/.test(line) ? `./${line}` : line
}

function onOneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ')
}
