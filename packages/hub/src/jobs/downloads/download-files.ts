// What is there of downloads: a folder each, until the library has the file or nobody wants it any more.
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DownloadId } from '@baton/protocol'

export interface DownloadFiles {
  folderOf(downloadId: DownloadId): string
  /** The folder is there then. */
  make(downloadId: DownloadId): Promise<string>
  remove(downloadId: DownloadId): Promise<void>
  /** Leaves only what belongs to downloads that are open; they are asked for when it is known what is there. */
  sweep(open: () => Promise<ReadonlySet<DownloadId>>): Promise<void>
}

export function downloadFiles(root: string): DownloadFiles {
  const folderOf = (downloadId: DownloadId) => join(root, downloadId)
  return {
    folderOf,
    async make(downloadId) {
      const folder = folderOf(downloadId)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      return folder
    },
    remove: (downloadId) => rm(folderOf(downloadId), { recursive: true, force: true, maxRetries: 3 }),
    async sweep(open) {
      const present = await readdir(root).catch(() => [])
      const ids = await open()
      for (const name of present) {
        if (!ids.has(name as DownloadId)) await rm(join(root, name), { recursive: true, force: true })
      }
    },
  }
}
