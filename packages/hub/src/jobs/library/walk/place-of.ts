import { realpath, stat } from 'node:fs/promises'

export interface Place {
  /** Absolute, without links. */
  readonly root: string
  /** Another one where another disk or folder is found under the same name. */
  readonly identity: string
}

/** Where a music folder really lies. Rejects with the error of the file system where it is away. */
export async function placeOf(path: string): Promise<Place> {
  const root = await realpath(path)
  const { dev, ino } = await stat(root, { bigint: true })
  return { root, identity: `${dev}:${ino}` }
}
