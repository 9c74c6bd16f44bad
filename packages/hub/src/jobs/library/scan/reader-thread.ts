// Reads the files of one chunk (neighbours in one folder) in a thread of its own. A cover is read once for each album
// of the chunk, not for each file.
import { join } from 'node:path'
import type { ScanProblemCode } from '@baton/protocol'
import { answerQuestions } from '#threads/inside'
import { embeddedCover, folderCover } from '../tags/read-covers.ts'
import { readTrack, type TrackFacts } from '../tags/read-track.ts'

const FILES_AT_ONCE = 4

export type Chunk = {
  readonly root: string
  readonly paths: readonly string[]
  readonly coverPath: string | null
}

export type ReadFile =
  | { readonly path: string; readonly facts: TrackFacts; readonly cover: number | null }
  | { readonly path: string; readonly problem: ScanProblemCode }

/** `cover` of a file is an index into `covers`. */
export type ChunkResult = { readonly files: readonly ReadFile[]; readonly covers: readonly Uint8Array[] }

export type ReaderQuestions = { readonly readChunk: typeof readChunk }

export async function readChunk({ root, paths, coverPath }: Chunk): Promise<ChunkResult> {
  const covers: Uint8Array[] = []
  const keep = (bytes: Uint8Array | null) => (bytes === null ? null : covers.push(bytes) - 1)
  const ofFolder = coverPath === null ? null : keep(folderCover(join(root, coverPath)))
  const ofAlbum = new Map<string, Promise<number | null>>()
  const coverOf = (path: string, { album, albumArtist }: TrackFacts): Promise<number | null> => {
    if (ofFolder !== null) return Promise.resolve(ofFolder)
    const key = album === null ? `file ${path}` : `album ${album}\n${albumArtist}`
    const known = ofAlbum.get(key) ?? embeddedCover(join(root, path)).then(keep)
    ofAlbum.set(key, known)
    return known
  }

  const files: ReadFile[] = []
  const waiting = paths.entries()
  const readNext = async () => {
    for (const [index, path] of waiting) {
      const read = await readTrack(join(root, path))
      files[index] =
        read.kind === 'track'
          ? { path, facts: read.facts, cover: await coverOf(path, read.facts) }
          : { path, problem: read.code }
    }
  }
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, readNext))
  return { files, covers }
}

answerQuestions<ReaderQuestions>({ readChunk }, ({ covers }) =>
  covers.flatMap((cover) => (cover.buffer instanceof ArrayBuffer ? [cover.buffer] : [])),
)
