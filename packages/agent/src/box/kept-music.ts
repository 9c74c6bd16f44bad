// Music that a box keeps on its disk, to be played while the hub is away. Bounded; what was not used for longest goes
// first. A file counts only with the size and the hash that it had when it came.
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync, statSync } from 'node:fs'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { TrackId } from '@baton/protocol'

interface Kept {
  readonly trackId: TrackId
  readonly sizeBytes: number
  readonly sha256: string
  readonly usedAt: number
}

/** `broken`: there is none, or what came was not whole. */
export type Taken = 'kept' | 'broken' | { readonly noRoomFor: number }

export interface KeptMusic {
  /** Where its file lies; null where it is not kept whole. Looked at again each time. */
  pathOf(trackId: TrackId): string | null
  has(trackId: TrackId): boolean
  /** Whether this is a file of its own. */
  owns(path: string): boolean
  /** It was played, or is about to be. */
  used(trackId: TrackId): void
  /** Whether there is room for so many bytes, others let go of, but for those that `stays` names. */
  hasRoom(sizeBytes: number, stays: (trackId: TrackId) => boolean): boolean
  /** Takes a track in, and once it has come whole lets go of others for it, never of those that `stays` names. */
  take(trackId: TrackId, answer: Response, stays: (trackId: TrackId) => boolean): Promise<Taken>
  /** Reads everything once, and forgets what is not what it was. */
  verify(signal: AbortSignal): Promise<void>
}

export interface KeptMusicOptions {
  readonly folder: string
  readonly quotaBytes: number
  readonly wall: () => number
}

const INDEX = 'index.json'
const PART = '.part'

export async function keptMusic({ folder, quotaBytes, wall }: KeptMusicOptions): Promise<KeptMusic> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const kept = new Map((await indexIn(folder)).map((one) => [one.trackId, one]))
  const fileOf = (trackId: TrackId) => join(folder, trackId)
  const isWhole = ({ trackId, sizeBytes }: Kept) =>
    statSync(fileOf(trackId), { throwIfNoEntry: false })?.size === sizeBytes
  for (const one of kept.values()) if (!isWhole(one)) kept.delete(one.trackId)
  // What was not finished, and what the index does not know, belongs to nobody.
  for (const name of await readdir(folder)) {
    const isKnown = name === INDEX || [...kept.keys()].some((trackId) => trackId === name)
    if (!isKnown) await rm(join(folder, name), { force: true, recursive: true })
  }

  const save = async () => {
    const path = join(folder, INDEX)
    await writeFile(`${path}${PART}`, JSON.stringify([...kept.values()]), { mode: 0o600 })
    await rename(`${path}${PART}`, path)
  }
  const forget = async (trackId: TrackId) => {
    kept.delete(trackId)
    await rm(fileOf(trackId), { force: true })
  }

  const sizeOf = (some: readonly Kept[]) => some.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const looseOf = (stays: (trackId: TrackId) => boolean) =>
    [...kept.values()].filter(({ trackId }) => !stays(trackId))
  const hasRoom = (wanted: number, stays: (trackId: TrackId) => boolean) =>
    sizeOf([...kept.values()]) - sizeOf(looseOf(stays)) + wanted <= quotaBytes

  async function makeRoom(wanted: number, stays: (trackId: TrackId) => boolean): Promise<void> {
    for (const { trackId } of looseOf(stays).toSorted((a, b) => a.usedAt - b.usedAt)) {
      if (sizeOf([...kept.values()]) + wanted <= quotaBytes) break
      await forget(trackId)
    }
  }

  return {
    pathOf(trackId) {
      const found = kept.get(trackId)
      return found && isWhole(found) ? fileOf(trackId) : null
    },
    has: (trackId) => kept.has(trackId),
    hasRoom,
    owns: (path) => [...kept.keys()].some((trackId) => fileOf(trackId) === path),
    used(trackId) {
      const found = kept.get(trackId)
      if (found) kept.set(trackId, { ...found, usedAt: wall() })
    },
    async take(trackId, answer, stays) {
      const sizeBytes = Number(answer.headers.get('content-length'))
      const isMusic = answer.ok && answer.body !== null && sizeBytes > 0
      if (!isMusic || !hasRoom(sizeBytes, stays)) {
        await answer.body?.cancel()
        return isMusic ? { noRoomFor: sizeBytes } : 'broken'
      }
      const part = `${fileOf(trackId)}${PART}`
      const hash = createHash('sha256')
      let came = 0
      const measure = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          came += chunk.length
          hash.update(chunk)
          done(came > sizeBytes ? new Error('More came than was said') : null, chunk)
        },
      })
      try {
        await pipeline(
          Readable.fromWeb(answer.body as never),
          measure,
          createWriteStream(part, { mode: 0o600 }),
        )
        if (came !== sizeBytes) throw new Error('Less came than was said')
        await makeRoom(sizeBytes, stays)
        await rename(part, fileOf(trackId))
      } catch {
        await rm(part, { force: true })
        return 'broken'
      }
      kept.set(trackId, { trackId, sizeBytes, sha256: hash.digest('hex'), usedAt: wall() })
      await save()
      return 'kept'
    },
    async verify(signal) {
      for (const { trackId, sha256 } of [...kept.values()]) {
        if (signal.aborted) return
        const hash = createHash('sha256')
        const isRead = await pipeline(createReadStream(fileOf(trackId)), hash).then(
          () => true,
          () => false,
        )
        if (!isRead || hash.digest('hex') !== sha256) await forget(trackId)
      }
      await save()
    },
  }
}

/** A damaged index knows nothing: everything is brought again. */
async function indexIn(folder: string): Promise<readonly Kept[]> {
  try {
    const index: unknown = JSON.parse(await readFile(join(folder, INDEX), 'utf8'))
    return Array.isArray(index) ? index.filter(isKept) : []
  } catch {
    return []
  }
}

/** Its id becomes the name of a file. */
function isKept(one: Partial<Kept> | null): one is Kept {
  const { trackId, sizeBytes, sha256, usedAt } = one ?? {}
  const hasPlace = TrackId.safeParse(trackId).success && Number.isSafeInteger(sizeBytes)
  return hasPlace && typeof sha256 === 'string' && typeof usedAt === 'number'
}
