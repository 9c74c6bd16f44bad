// What was made over, below one folder: by name, for as long as there is room. Those that were used least recently go
// first. Several workers may share the folder, so nothing about it is remembered in memory.
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { join, parse } from 'node:path'
import type { OpenTrackFile, TrackFileRow, TrackFiles } from '#engine'

export interface KeptTranscodes {
  /** Null where it is not kept. */
  open(name: string, row: Pick<TrackFileRow, 'trackId' | 'mime'>): Promise<OpenTrackFile | null>
  /** Where the next one may be written. */
  draft(): Promise<string>
  /** A finished draft. `mtimeMs`: of the file that it was made from. */
  keep(draft: string, name: string, mtimeMs: number): Promise<void>
  drop(draft: string): Promise<void>
  /** Down to the bound, and without drafts that nobody writes any more. */
  tidy(): Promise<void>
}

const DRAFT = '.part'
/** Drafts are written to all the time. */
const ABANDONED_AFTER_MS = 10 * 60_000

export function keptTranscodes(folder: string, maxBytes: number, files: TrackFiles): KeptTranscodes {
  const tidy = async () => {
    const found = await Promise.all((await namesIn(folder)).map((name) => measured(join(folder, name))))
    const there = found.filter((file) => file !== null)
    const dead = there.filter(({ path, writtenAgoMs }) => isDraft(path) && writtenAgoMs > ABANDONED_AFTER_MS)
    const kept = there.filter((file) => !dead.includes(file))
    let bytes = kept.reduce((sum, file) => sum + file.bytes, 0)
    const oldest = kept.filter(({ path }) => !isDraft(path)).sort((one, other) => one.usedAt - other.usedAt)
    const gone = oldest.filter((file) => {
      if (bytes <= maxBytes) return false
      bytes -= file.bytes
      return true
    })
    for (const { path } of [...dead, ...gone]) await rm(path, { force: true })
  }

  return {
    async open(name, { mime }) {
      const file = await files.open({ mime, folderPath: folder, path: name })
      if (!file) return null
      // Whoever opens it has it, also where it is tidied away meanwhile.
      await utimes(join(folder, name), new Date(), new Date(file.mtimeMs)).catch(() => {})
      // The same sound made anew is the same to players: it is made alike, byte for byte.
      return { ...file, etag: `"${parse(name).name}-${file.sizeBytes.toString(36)}"` }
    },
    async draft() {
      await mkdir(folder, { recursive: true })
      return join(folder, `${randomUUID()}${DRAFT}`)
    },
    async keep(draft, name, mtimeMs) {
      await utimes(draft, new Date(), new Date(mtimeMs))
      await rename(draft, join(folder, name))
      await tidy()
    },
    drop: (draft) => rm(draft, { force: true }),
    tidy,
  }
}

function isDraft(path: string): boolean {
  return path.endsWith(DRAFT)
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

async function measured(path: string) {
  try {
    const { size: bytes, atimeMs: usedAt, mtimeMs } = await stat(path)
    return { path, bytes, usedAt, writtenAgoMs: Date.now() - mtimeMs }
  } catch {
    // Gone since the folder was listed.
    return null
  }
}
