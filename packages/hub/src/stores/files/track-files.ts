// Opens the audio of tracks for reading. The path comes from the library's row; whatever stands in it, nothing
// outside the row's music folder is ever opened for anybody.
import { constants } from 'node:fs'
import { type FileHandle, open, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, sep } from 'node:path'
import type { Readable } from 'node:stream'
import type { OpenTrackFile, TrackFileRow, TrackFiles } from '#engine'
import { partOfFile, wholePartOfFile } from './byte-range.ts'

export function trackFiles(): TrackFiles {
  return { open: openTrackFile }
}

export async function openTrackFile(
  row: Pick<TrackFileRow, 'folderPath' | 'path' | 'mime'>,
): Promise<OpenTrackFile | null> {
  if (
    row.path === '' ||
    isAbsolute(row.path) ||
    row.path.split('/').includes('..') ||
    row.path.includes('\0')
  ) {
    return null
  }
  let handle: FileHandle | null = null
  try {
    const root = await realpath(row.folderPath)
    const place = await realpath(join(root, row.path))
    if (!place.startsWith(root.endsWith(sep) ? root : root + sep)) return null
    // Without the last flag, opening a pipe would wait for somebody to write into it.
    handle = await open(place, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
    const opened = await openFile(handle, place, row.mime)
    if (opened === null) await handle.close()
    return opened
  } catch {
    await handle?.close()
    return null
  }
}

/** The name is looked up once more: had a folder on the way been swapped for a link, it would not be this file now. */
async function openFile(handle: FileHandle, place: string, mime: string): Promise<OpenTrackFile | null> {
  const found = await handle.stat({ bigint: true })
  const named = await stat(await realpath(place), { bigint: true })
  if (!found.isFile() || named.ino !== found.ino || named.dev !== found.dev) return null
  const reading = new Set<Readable>()
  let closing: Promise<void> | undefined
  const end = async () => {
    const ended = [...reading].map((stream) => new Promise((resolve) => stream.once('close', resolve)))
    for (const stream of reading) stream.destroy()
    await Promise.all(ended)
    await handle.close()
  }
  const close = () => {
    closing ??= end()
    return closing
  }
  return {
    sizeBytes: Number(found.size),
    mtimeMs: Number(found.mtimeMs),
    etag: `"${found.ino.toString(36)}-${found.size.toString(36)}-${found.mtimeNs.toString(36)}"`,
    mime,
    read(start, end) {
      const stream = partOfFile(handle, start, end)
      reading.add(stream)
      stream.once('close', () => reading.delete(stream))
      return stream
    },
    // Closing waits for what is being read through the handle.
    readAtOnce: (start, end) => wholePartOfFile(handle, start, end),
    close,
    [Symbol.asyncDispose]: close,
  }
}
