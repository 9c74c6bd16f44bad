// The covers of a chunk of files. A whole picture beside them is that of all; else each file has its own, and those
// without one have that of the first file of their album that does. What is damaged or empty hides nothing: the next
// source is looked at. Equal pictures are handed on once.
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { coverNamesIn } from '../covers/folder-pictures.ts'
import { pictureState } from '../covers/whole-picture.ts'
import { embeddedCover, folderCover } from '../tags/read-covers.ts'
import type { TrackFacts } from '../tags/read-track.ts'

export interface ChunkCovers {
  /** Looks into the file, where nothing beside it is better. */
  lookInto(path: string, facts: TrackFacts, pictureKey: string | null | undefined): Promise<void>
  /** Of each file that was looked into; null where there is none. */
  of(path: string): number | null
  readonly pictures: readonly Uint8Array[]
}

export function chunkCovers(root: string, coverPath: string | null): ChunkCovers {
  const pictures: Uint8Array[] = []
  const known = new Map<string, number>()
  /** Cut pictures, which are better than none. */
  let cutBeside: number | null = null
  const ofAlbum = new Map<string, number>()
  const ofFile = new Map<string, { readonly album: string; readonly picture: number | null }>()
  const byKey = new Map<string, Promise<Uint8Array | null>>()

  const keep = (bytes: Uint8Array): number => {
    const content = createHash('sha256').update(bytes).digest('base64')
    const at = known.get(content) ?? pictures.push(bytes) - 1
    known.set(content, at)
    return at
  }
  const beside = (): number | null => {
    if (coverPath === null) return null
    for (const path of besideEachOther(root, coverPath)) {
      const bytes = folderCover(join(root, path))
      const state = bytes === null ? 'none' : pictureState(bytes)
      if (bytes && state === 'whole') return pictures.push(bytes) - 1
      if (bytes && state === 'cut') cutBeside ??= pictures.push(bytes) - 1
    }
    return null
  }
  const ofFolder = beside()

  return {
    pictures,
    async lookInto(path, { album, albumArtist }, pictureKey) {
      if (ofFolder !== null || pictureKey === null) {
        ofFile.set(path, { album: albumKey(path, album, albumArtist), picture: null })
        return
      }
      const read = () => embeddedCover(join(root, path))
      const reading = pictureKey === undefined ? read() : (byKey.get(pictureKey) ?? read())
      if (pictureKey !== undefined) byKey.set(pictureKey, reading)
      const bytes = await reading
      const picture = bytes === null || pictureState(bytes) === 'none' ? null : keep(bytes)
      const key = albumKey(path, album, albumArtist)
      ofFile.set(path, { album: key, picture })
      if (picture !== null) ofAlbum.set(key, Math.min(picture, ofAlbum.get(key) ?? picture))
    },
    of(path) {
      const file = ofFile.get(path)
      return ofFolder ?? file?.picture ?? ofAlbum.get(file?.album ?? '') ?? cutBeside
    },
  }
}

function albumKey(path: string, album: string | null, albumArtist: string | null): string {
  return album === null ? `file ${path}` : `album ${album}\n${albumArtist}`
}

/** The one that the walk chose, then the others of its folder. */
function* besideEachOther(root: string, coverPath: string): Generator<string> {
  yield coverPath
  const folder = dirname(coverPath)
  try {
    for (const name of coverNamesIn(readdirSync(join(root, folder))))
      if (join(folder, name) !== coverPath) yield join(folder, name)
  } catch {
    // The folder is gone meanwhile.
  }
}
