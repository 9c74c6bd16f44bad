// What makes two files belong together. Albums are told apart by title and album artist; where a file names no album
// artist, by title and the folder it lies in (discs in folders of their own count as one), so that two artists'
// "Greatest Hits" stay two albums and a compilation stays one.
import { createHash } from 'node:crypto'
import { fold } from '../rows/fold-text.ts'

const DISC_FOLDER = /^(cd|disc|disk|disque|vol|volume)[ ._-]*\d+$/i

export function artistIdentity(name: string): string {
  return digest(fold(name))
}

export function albumIdentity(file: {
  readonly folderId: string
  readonly path: string
  readonly album: string
  readonly albumArtist: string | null
}): string {
  const by = file.albumArtist
    ? `by ${fold(file.albumArtist)}`
    : `in ${file.folderId} ${albumFolder(file.path)}`
  return digest(`${fold(file.album)}\n${by}`)
}

/** The folder of a file; that of a disc is a part of the one that it lies in. */
export function albumFolder(path: string): string {
  const folders = path.split('/').slice(0, -1)
  const last = folders.at(-1)
  return (last !== undefined && DISC_FOLDER.test(last) ? folders.slice(0, -1) : folders).join('/')
}

/** Identities stand in indexes, which do not take text of any length. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
