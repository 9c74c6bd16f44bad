// Where Nginx stands in front and sees the music itself, it sends the bytes: the hub only says which. Each such answer is
// short, so that whoever lost the right to sound has little more than what was asked for before. Rules M21 and M22.
import type { IncomingHttpHeaders } from 'node:http'
import type { TrackContent } from '#engine'
import type { RangeAnswer } from './range.ts'

const AUDIO_IN_ONE_ANSWER_MS = 10_000
/** Players read ahead in pieces of this size; a shorter answer would only make them ask more often. */
const SHORTEST_BYTES = 64 * 1024

/** Nginx says so of the requests that it hands on; its own word, because it sets this header on every one. */
const ASKED_BY_NGINX = 'x-baton-accel'

type Part = Extract<RangeAnswer, { readonly start: number }>

/** The headers that make Nginx answer; null where the hub has to do it: nobody asked for a part, or Nginx cannot. */
export function byNginx(
  prefix: string | null,
  headers: IncomingHttpHeaders,
  part: Part,
  content: Pick<TrackContent, 'folderPath' | 'path' | 'durationMs'>,
  sizeBytes: number,
): Readonly<Record<string, string>> | null {
  if (prefix === null || part.status !== 206 || headers[ASKED_BY_NGINX] === undefined) return null
  const end = Math.min(part.end, part.start + longest(content.durationMs, sizeBytes) - 1)
  const place = `${content.folderPath}/${content.path}`.split('/').filter(Boolean).map(encodeURIComponent)
  return {
    'x-accel-redirect': prefix + place.join('/'),
    'x-baton-range': `bytes=${part.start}-${end}`,
  }
}

function longest(durationMs: number, sizeBytes: number): number {
  const bytes = durationMs > 0 ? Math.ceil((sizeBytes * AUDIO_IN_ONE_ANSWER_MS) / durationMs) : 0
  return Math.max(SHORTEST_BYTES, bytes)
}
