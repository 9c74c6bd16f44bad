import type { ErrorCode } from '@baton/protocol'
import { BARRED_BY_GUARD } from './guard.ts'

/** What yt-dlp's last words mean; the first that fits counts. */
const MEANINGS: readonly (readonly [RegExp, ErrorCode])[] = [
  [new RegExp(BARRED_BY_GUARD), 'download.private-address'],
  [/MemoryError|(?:Unable|Cannot) (?:to )?allocate|File too large/i, 'upload.too-large'],
  [/No space left on device|Disk quota exceeded/i, 'upload.disk-full'],
  [
    /Unsupported URL|Requested format is not available|No video formats found|does not pass filter|is not a valid URL|no media/i,
    'download.unsupported',
  ],
  [
    /Name or service not known|HTTP Error 502|Tunnel connection failed: 502|Connection refused|Network is unreachable|No route to host/i,
    'download.unreachable',
  ],
  [/HTTP Error 4\d\d|Tunnel connection failed: 403/i, 'download.unavailable'],
  [
    /Giving up after|timed out|Connection (reset|aborted)|IncompleteRead|Remote end closed|bytes, expected|HTTP Error 5\d\d|content too short/i,
    'download.interrupted',
  ],
]

/** `said`: the lines on its standard error. */
export function failureIn(said: string): ErrorCode {
  const errors = said.split('\n').filter((line) => line.startsWith('ERROR:'))
  const words = errors.length > 0 ? errors.join('\n') : said
  return MEANINGS.find(([pattern]) => pattern.test(words))?.[1] ?? 'download.unavailable'
}
