import { createHash } from 'node:crypto'
import { BoundedMap, type HouseholdId, type TrackId } from '@baton/protocol'
import type { LibraryStore, TrackContent, TrackFiles } from '#engine'

const MOST_REMEMBERED = 5_000

export interface SameFiles {
  /** The track whose file is this one to the byte, wherever it lies; null: the library does not have it. */
  find(householdId: HouseholdId, sha256: string, sizeBytes: number): Promise<TrackId | null>
}

/** Only files of the same size are read, and each once as long as it stays as it is. */
export function sameFiles(library: Pick<LibraryStore, 'ofSize'>, files: TrackFiles): SameFiles {
  const known = new BoundedMap<string, string>({ most: MOST_REMEMBERED })

  async function hashOf(content: TrackContent): Promise<string | null> {
    await using file = await files.open(content)
    if (!file) return null
    const key = `${content.folderPath}/${content.path} ${file.etag}`
    const former = known.get(key)
    if (former !== undefined) return former
    const hash = createHash('sha256')
    for await (const bytes of file.read(0, file.sizeBytes - 1)) hash.update(bytes as Buffer)
    const sha256 = hash.digest('hex')
    known.set(key, sha256)
    return sha256
  }

  return {
    async find(householdId, sha256, sizeBytes) {
      for (const content of await library.ofSize(householdId, sizeBytes)) {
        if ((await hashOf(content).catch(() => null)) === sha256) return content.trackId
      }
      return null
    },
  }
}
