// Where a file is put, below the household's folder for uploads. Names come from strangers: of each only what is safe as
// the name of a file on any system is kept, so that none of them can lead anywhere.
import { extname } from 'node:path'
import type { ProbedMusic } from '#engine'

const MAX_BYTES = 120
const KEPT = /[^\p{L}\p{M}\p{N} .,;!&'()+=_[\]{}-]/gu
/** Names that systems give to something else. */
const TAKEN = /^(con|prn|aux|nul|(com|lpt)[\d¹²³]|lost\+found)( *\.|$)/i

/**
 * One folder of an artist, in it one of an album; with `nth` from 2 on another name for the same. None of them is one
 * that a scan passes over.
 */
export function placeOf(
  music: Extract<ProbedMusic, { kind: 'music' }>,
  { filename, folder }: { readonly filename: string; readonly folder: string | null },
  nth: number,
  passesOver: (name: string) => boolean,
): string {
  const named = (text: string | null, otherwise: string) => {
    const name = safeName(text, otherwise)
    return passesOver(name) ? `_${name}` : name
  }
  const { artist, album, albumArtist, extension } = music
  const stem = filename.slice(0, filename.length - extname(filename).length)
  const owner = named(albumArtist ?? (album === null ? artist : (folder ?? artist)), 'Unknown')
  const again = nth > 1 ? ` (${nth})` : ''
  return `${owner}/${named(album, 'Single tracks')}/${named(stem, 'Track')}${again}${extension}`
}

export function safeName(text: string | null, otherwise: string): string {
  const kept = (text ?? '').normalize('NFC').replace(KEPT, ' ').replace(/\s+/g, ' ')
  const bare = shortened(kept.replace(/^[ .]+|[ .]+$/g, ''))
  if (bare === '') return otherwise
  return TAKEN.test(bare) ? `_${bare}` : bare
}

/** File systems count bytes. */
function shortened(text: string): string {
  let short = text
  while (Buffer.byteLength(short) > MAX_BYTES) short = short.slice(0, -1)
  return short.toWellFormed().replace(/[ .\uFFFD]+$/g, '')
}
