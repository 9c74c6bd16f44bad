// Reads the files of one chunk (neighbours in one folder) in a thread of its own. An equal cover is
// handed on once, not for each file.
import { join } from 'node:path'
import type { ScanProblemCode } from '@baton/protocol'
import { answerQuestions } from '#threads/inside'
import { type PartFacts, partsOf } from '../cue/divide-file.ts'
import { type ReadTrack, readTrack, type TrackFacts } from '../tags/read-track.ts'
import { chunkCovers } from './chunk-covers.ts'

const FILES_AT_ONCE = 4

export type Chunk = {
  readonly root: string
  readonly paths: readonly string[]
  readonly coverPath: string | null
  /** By the path of a file, that of the cue sheet beside it which divides it. */
  readonly cueOf?: Readonly<Record<string, string>>
}

export type ReadFile =
  | {
      readonly path: string
      readonly facts: TrackFacts
      readonly cover: number | null
      /** There only where the file is divided. */
      readonly parts?: readonly PartFacts[]
    }
  | { readonly path: string; readonly problem: ScanProblemCode }

/** `cover` of a file is an index into `covers`. */
export type ChunkResult = { readonly files: readonly ReadFile[]; readonly covers: readonly Uint8Array[] }

export type ReaderQuestions = { readonly readChunk: typeof readChunk }

export async function readChunk({ root, paths, coverPath, cueOf = {} }: Chunk): Promise<ChunkResult> {
  const covers = chunkCovers(root, coverPath)
  const reads: ReadTrack[] = []
  const waiting = paths.entries()
  const readNext = async () => {
    for (const [index, path] of waiting) {
      const read = await readTrack(join(root, path))
      reads[index] = read
      if (read.kind === 'track') await covers.lookInto(path, read.facts, read.pictureKey)
    }
  }
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, readNext))
  const files = paths.map((path, index): ReadFile => {
    const read = reads[index]
    if (read?.kind !== 'track') return { path, problem: read?.code ?? 'file.unreadable' }
    const cue = cueOf[path]
    const parts = partsOf(path, read, cue === undefined ? null : join(root, cue))
    return { path, facts: read.facts, cover: covers.of(path), ...(parts && { parts }) }
  })
  return { files, covers: covers.pictures }
}

answerQuestions<ReaderQuestions>({ readChunk }, ({ covers }) =>
  covers.flatMap((cover) => (cover.buffer instanceof ArrayBuffer ? [cover.buffer] : [])),
)
