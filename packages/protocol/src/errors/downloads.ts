import type { ErrorRow } from './kinds.ts'

/** Refusals about what the hub fetches from the web. What becomes of the file then is refused as uploads are. */
export const DOWNLOAD_ERRORS = {
  'download.not-found': { kind: 'not-found', retry: 'no', message: 'There is no such download.' },
  'download.off': { kind: 'conflict', retry: 'no', message: 'This hub does not download.' },
  'download.limit': {
    kind: 'conflict',
    retry: 'later',
    message: 'Too many downloads are on their way. Wait until some are over.',
  },
  'download.over': { kind: 'conflict', retry: 'no', message: 'This download is over.' },
  'download.being-processed': {
    kind: 'conflict',
    retry: 'later',
    message: 'The file has arrived and is being put into the library.',
  },
  'download.not-failed': { kind: 'conflict', retry: 'no', message: 'Only a failed download begins again.' },
  'download.host': {
    kind: 'forbidden',
    retry: 'no',
    message: 'The hub does not download from this host.',
  },
  'download.private-address': {
    kind: 'forbidden',
    retry: 'no',
    message: 'The address leads into a private network, and the hub does not go there.',
  },
  'download.no-program': {
    kind: 'unavailable',
    retry: 'after-change',
    message: 'Downloads need yt-dlp, and it is not installed on the hub.',
  },
  'download.old-program': {
    kind: 'unavailable',
    retry: 'after-change',
    message: 'The yt-dlp of the hub is too old. Install a newer one.',
  },
  'download.no-ffmpeg': {
    kind: 'unavailable',
    retry: 'after-change',
    message: 'Downloads need ffmpeg, and it is not installed on the hub.',
  },
  'download.unsupported': {
    kind: 'unsupported',
    retry: 'no',
    message: 'Nothing was found at this address that can be downloaded.',
  },
  'download.unavailable': {
    kind: 'unavailable',
    retry: 'later',
    message: 'What is at this address is not available: it is gone, or not for everybody.',
  },
  'download.unreachable': {
    kind: 'unavailable',
    retry: 'later',
    message: 'The server at this address cannot be reached.',
  },
  'download.interrupted': {
    kind: 'unavailable',
    retry: 'later',
    message: 'The connection broke off before everything was there.',
  },
  'download.cannot-convert': {
    kind: 'unsupported',
    retry: 'no',
    message: 'No music could be made of what was downloaded.',
  },
} as const satisfies Record<string, ErrorRow>
