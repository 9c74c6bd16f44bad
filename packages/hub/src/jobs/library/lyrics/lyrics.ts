// Lyrics are read when somebody wants to see them: from the text beside the file, else from the file itself, which is
// taken apart in a thread of its own, since files may be made to hurt.
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { Worker } from 'node:worker_threads'
import { BatonError, type Lyrics } from '@baton/protocol'
import type { TrackContent, TrackFileRow, TrackFiles, TrackLyrics } from '#engine'
import { decodeText } from '../encodings/decode-text.ts'
import { type ReadLyrics, readLrc } from './lrc.ts'

const MAX_TEXT_BYTES = 512 * 1024
const READ_WITHIN_MS = 10_000
const MAX_HEAP_MB = 128
const MAX_READING = 16
const REMEMBERED = 200

export type LyricsOptions = { readonly files: TrackFiles }

export function trackLyrics({ files }: LyricsOptions): TrackLyrics {
  const remembered = new Map<string, Promise<Lyrics | null>>()
  let reading = 0
  const inFile = async (content: TrackContent): Promise<Lyrics | null> => {
    const file = await files.open(content)
    if (!file) return null
    await file.close()
    if (reading >= MAX_READING) throw new BatonError('hub.busy')
    reading += 1
    try {
      const read = await readApart(join(content.folderPath, content.path))
      return read && { ...read, source: 'file' }
    } finally {
      reading -= 1
    }
  }
  return {
    async of(content) {
      const beside = await readBeside(files, content)
      if (beside) return { ...beside, source: 'beside' }
      const key = `${content.sampleHash} ${content.sizeBytes}`
      const known = remembered.get(key) ?? inFile(content)
      remembered.delete(key)
      remembered.set(key, known)
      known.catch(() => remembered.delete(key))
      const oldest = remembered.keys().next()
      if (remembered.size > REMEMBERED && !oldest.done) remembered.delete(oldest.value)
      return known
    },
  }
}

async function readBeside(files: TrackFiles, row: TrackFileRow): Promise<ReadLyrics | null> {
  const stem = row.path.replace(/\.[^./]+$/, '')
  for (const ending of ['.lrc', '.LRC']) {
    await using file = await files.open({ ...row, path: stem + ending, mime: 'text/plain' })
    if (!file || file.sizeBytes === 0 || file.sizeBytes > MAX_TEXT_BYTES) continue
    const read = readLrc(decodeText(await buffer(file.read(0, file.sizeBytes - 1))))
    if (read) return read
  }
  return null
}

/** Null also when the file cannot be taken apart. */
function readApart(path: string): Promise<ReadLyrics | null> {
  const worker = new Worker(new URL('./lyrics-thread.ts', import.meta.url), {
    workerData: path,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  })
  const timer = setTimeout(() => void worker.terminate(), READ_WITHIN_MS)
  return new Promise<ReadLyrics | null>((resolve) => {
    worker.once('message', resolve)
    worker.once('error', () => resolve(null))
    worker.once('exit', () => resolve(null))
  }).finally(() => {
    clearTimeout(timer)
    void worker.terminate()
  })
}
