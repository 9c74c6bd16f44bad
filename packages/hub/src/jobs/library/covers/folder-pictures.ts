// Which pictures of a folder look like its cover, by their names.
import { extname } from 'node:path'

const COVER_NAMES = ['cover', 'folder', 'front', 'album', 'artwork', 'albumart']
export const COVER_EXTENSIONS: ReadonlySet<string> = new Set(['.jpg', '.jpeg', '.png', '.webp'])
/** Of longer names, as scanning and naming programs make them: `Songs - Front`, `00-cover`. */
const COVER_WORDS = ['front', 'cover']
/** What of a record is no cover: `back cover`, `cover inside`. */
const OTHER_WORDS: ReadonlySet<string> = new Set(
  'back rear inside inner inlay inlet insert booklet tray disc disk cd matrix spine obi sticker small'.split(
    ' ',
  ),
)

/** The best first. */
export function coverNamesIn(names: readonly string[]): readonly string[] {
  return names
    .filter((name) => rankOf(name) >= 0)
    .sort((one, other) => rankOf(one) - rankOf(other) || (one < other ? -1 : 1))
}

function rankOf(name: string): number {
  const extension = extname(name)
  if (!COVER_EXTENSIONS.has(extension.toLowerCase())) return -1
  const stem = name.slice(0, -extension.length).toLowerCase()
  const whole = COVER_NAMES.indexOf(stem)
  if (whole >= 0) return whole
  const words = stem.split(/[^\p{L}]+/u)
  const word = words.some((one) => OTHER_WORDS.has(one))
    ? -1
    : COVER_WORDS.findIndex((one) => words.includes(one))
  return word < 0 ? -1 : COVER_NAMES.length + word
}
