import type { DownloadTags } from '@baton/protocol'
import { VisibleText } from '@baton/protocol'

export const PROGRESS = 'baton-progress '
export const INFO = 'baton-info '
export const FILE = 'baton-file '
/** What is fetched is called so, whatever it is called where it comes from. */
export const MEDIA_NAME = 'media'
/** And its picture so, whatever kind of picture it is. */
export const PICTURE_NAME = 'picture'

const FIELDS = 'title,track,artist,creator,uploader,album'
/** Only what yt-dlp fetches by itself, through its proxy: no other program is started for it. */
const PROTOCOLS = "[protocol~='^(https?|m3u8(_native)?|http_dash_segments)$']"

/** What yt-dlp is told: nothing of anybody's settings, one file, no other program. */
export function ytDlpOptions({ url, proxy }: { readonly url: string; readonly proxy: string }): string[] {
  return [
    ...['--ignore-config', '--no-cache-dir', '--proxy', proxy],
    // It finds no ffmpeg: what is to be done with the file the hub does itself.
    ...['--ffmpeg-location', './no-ffmpeg', '--fixup', 'never'],
    // Those of live broadcasts speak WebSocket, past any proxy.
    ...['--use-extractors', 'default,-.*:live.*'],
    ...['--no-playlist', '--playlist-items', '1', '--match-filters', '!is_live'],
    ...['-f', `bestaudio${PROTOCOLS}/best${PROTOCOLS}`],
    ...['--socket-timeout', '20', '--retries', '3', '--fragment-retries', '3', '--extractor-retries', '1'],
    ...['--continue', '--no-mtime', '-o', `${MEDIA_NAME}.%(ext)s`],
    ...['--write-thumbnail', '-o', `thumbnail:${PICTURE_NAME}.%(ext)s`],
    ...['--no-simulate', '--progress', '--newline', '--no-colors'],
    ...['--progress-template', `download:${PROGRESS}%(progress)j`],
    ...['--print', `before_dl:${INFO}%(.{${FIELDS}})j`],
    ...['--print', `after_move:${FILE}%(filepath)j`],
    '--',
    url,
  ]
}

/** How far it has come; nulls where it does not know. */
export interface Fetched {
  readonly bytes: number
  readonly totalBytes: number | null
  readonly remainingMs: number | null
}

export function progressIn(line: string): Fetched | null {
  const said = documentIn(line, PROGRESS)
  if (!said) return null
  const total = numberIn(said.total_bytes) ?? numberIn(said.total_bytes_estimate)
  const eta = numberIn(said.eta)
  return {
    bytes: Math.floor(numberIn(said.downloaded_bytes) ?? 0),
    totalBytes: total === null ? null : Math.ceil(total),
    remainingMs: eta === null ? null : Math.round(eta * 1_000),
  }
}

/** What the page says of itself, as it may stand in tags. */
export function tagsIn(line: string, url: string): DownloadTags | null {
  const said = documentIn(line, INFO)
  if (!said) return null
  const { host, hostname } = new URL(url)
  const uploader = said.uploader === host || said.uploader === hostname ? null : said.uploader
  return {
    title: textIn(said.track) ?? textIn(said.title) ?? hostname,
    artist: textIn(said.artist) ?? textIn(said.creator) ?? textIn(uploader),
    album: textIn(said.album),
  }
}

export function fileIn(line: string): string | null {
  if (!line.startsWith(FILE)) return null
  const path: unknown = parsed(line.slice(FILE.length))
  return typeof path === 'string' ? path : null
}

function documentIn(line: string, mark: string): Readonly<Record<string, unknown>> | null {
  if (!line.startsWith(mark)) return null
  const said = parsed(line.slice(mark.length))
  return said !== null && typeof said === 'object' ? (said as Record<string, unknown>) : null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function numberIn(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null
}

function textIn(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const plain = value
    .toWellFormed()
    .replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/g, ' ')
  const short = [...plain.trim()].slice(0, 200).join('').slice(0, 200).toWellFormed()
  const text = VisibleText.safeParse(short)
  return text.success ? text.data : null
}
