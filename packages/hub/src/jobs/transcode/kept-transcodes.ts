// What was made over, for as long as there is room: each household's in a folder of its own, so that nobody notices what
// another one listens to. Whoever has kept the most gives way first, with what it used least recently. Several workers may
// share the folder, so nothing about it is remembered in memory.
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, statfs, utimes } from 'node:fs/promises'
import { dirname, join, parse } from 'node:path'
import type { OpenTrackFile, TrackFileRow, TrackFiles } from '#engine'

/** Names are `household/sound`. */
export interface KeptTranscodes {
  /** Null where it is not kept. */
  open(name: string, row: Pick<TrackFileRow, 'trackId' | 'mime'>): Promise<OpenTrackFile | null>
  /** Where the next one may be written. */
  draft(): Promise<string>
  /** A finished draft. `mtimeMs`: of the file that it was made from. */
  keep(draft: string, name: string, mtimeMs: number): Promise<void>
  drop(draft: string): Promise<void>
  /** Whether there is nowhere to write any more. */
  isFull(): Promise<boolean>
  /** Down to the bound, and without drafts that nobody writes any more. */
  tidy(): Promise<void>
}

const DRAFT = '.part'
/** With less than this ffmpeg cannot write its next piece. */
const FULL_BELOW_BYTES = 256 * 1024
/** Drafts are written to all the time. */
const ABANDONED_AFTER_MS = 10 * 60_000

export function keptTranscodes(folder: string, maxBytes: number, files: TrackFiles): KeptTranscodes {
  const tidy = async () => {
    const { households, drafts, former } = await whatLiesIn(folder)
    const dead = drafts.filter(({ writtenAgoMs }) => writtenAgoMs > ABANDONED_AFTER_MS)
    const alive = drafts.filter((draft) => !dead.includes(draft))
    const gone = beyond(maxBytes - bytesOf(alive), households)
    for (const { path } of [...former, ...dead, ...gone]) await rm(path, { force: true })
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
      const path = join(folder, name)
      await mkdir(dirname(path), { recursive: true })
      await rename(draft, path)
      await tidy()
    },
    drop: (draft) => rm(draft, { force: true }),
    async isFull() {
      const { bavail, bsize } = await statfs(folder)
      return bavail * bsize < FULL_BELOW_BYTES
    },
    tidy,
  }
}

interface KeptFile {
  readonly path: string
  readonly bytes: number
  readonly usedAt: number
  readonly writtenAgoMs: number
}

/**
 * What has to go so that the rest fits. The household with the most gives way, so that one with no more than an even share
 * loses nothing to others; what a household used last goes only where each has no more than that.
 */
function beyond(room: number, households: readonly (readonly KeptFile[])[]): readonly KeptFile[] {
  const left = households.map((files) => {
    const byUse = files.toSorted((one, other) => one.usedAt - other.usedAt)
    return { byUse, bytes: bytesOf(byUse) }
  })
  const gone: KeptFile[] = []
  let bytes = left.reduce((sum, household) => sum + household.bytes, 0)
  while (bytes > room) {
    const several = left.filter(({ byUse }) => byUse.length > 1)
    const [most] = (several.length > 0 ? several : left).toSorted((one, other) => other.bytes - one.bytes)
    const file = most?.byUse.shift()
    if (!most || !file) break
    most.bytes -= file.bytes
    bytes -= file.bytes
    gone.push(file)
  }
  return gone
}

function bytesOf(files: readonly KeptFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** `former`: made before households had folders of their own. */
async function whatLiesIn(folder: string) {
  const entries = await entriesOf(folder)
  const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name)
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name))
  const drafts = names.filter((name) => name.endsWith(DRAFT))
  const former = names.filter((name) => !name.endsWith(DRAFT))
  return {
    households: await Promise.all(
      folders.map(async (path) =>
        measured(
          path,
          (await entriesOf(path)).map(({ name }) => name),
        ),
      ),
    ),
    drafts: await measured(folder, drafts),
    former: await measured(folder, former),
  }
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Without those that are gone since the folder was listed. */
async function measured(folder: string, names: readonly string[]): Promise<readonly KeptFile[]> {
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name)
      const found = await stat(path).catch(() => null)
      if (!found) return []
      const { size: bytes, atimeMs: usedAt, mtimeMs } = found
      return [{ path, bytes, usedAt, writtenAgoMs: Date.now() - mtimeMs }]
    }),
  )
  return files.flat()
}
