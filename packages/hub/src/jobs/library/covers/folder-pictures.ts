// Which pictures of a folder look like its cover, by their names.
import { extname } from 'node:path'

const COVER_NAMES = ['cover', 'folder', 'front', 'album']
export const COVER_EXTENSIONS: ReadonlySet<string> = new Set(['.jpg', '.jpeg', '.png', '.webp'])

/** The best first. */
export function coverNamesIn(names: readonly string[]): readonly string[] {
  return names
    .filter((name) => rankOf(name) >= 0)
    .sort((one, other) => rankOf(one) - rankOf(other) || (one < other ? -1 : 1))
}

function rankOf(name: string): number {
  const extension = extname(name)
  if (!COVER_EXTENSIONS.has(extension.toLowerCase())) return -1
  return COVER_NAMES.indexOf(name.slice(0, -extension.length).toLowerCase())
}
