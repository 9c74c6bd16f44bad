import { open, stat } from 'node:fs/promises'
import { parseFile, selectCover } from 'music-metadata'

const MAX_COVER_BYTES = 20 * 1024 * 1024

/** The picture in the file that is meant as its cover; null when there is none, or too large a one. */
export async function embeddedCover(file: string): Promise<Uint8Array | null> {
  try {
    const { common } = await parseFile(file, { duration: false })
    const data = selectCover(common.picture)?.data
    return data && data.length > 0 && data.length <= MAX_COVER_BYTES ? new Uint8Array(data) : null
  } catch {
    return null
  }
}

export async function folderCover(file: string): Promise<Uint8Array | null> {
  try {
    const { size } = await stat(file)
    if (size === 0 || size > MAX_COVER_BYTES) return null
    await using handle = await open(file, 'r')
    return new Uint8Array(await handle.readFile())
  } catch {
    return null
  }
}
