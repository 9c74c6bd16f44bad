// Lyrics are read when somebody wants to see them: from the .lrc beside the file, else from the file itself, which is
// taken apart in a thread of its own, since files may be made to hurt, else from a plain text beside it.
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { BoundedMap, type Lyrics, turns } from '@baton/protocol'
import type { TrackContent, TrackFileRow, TrackFiles, TrackLyrics } from '#engine'
import { inThread } from '#threads'
import { decodeText } from '../encodings/decode-text.ts'
import { type ReadLyrics, readLrc } from './lrc.ts'
import type { LyricsQuestions } from './lyrics-thread.ts'

const MAX_TEXT_BYTES = 512 * 1024
const MAX_READING = 16
const LYRICS = ['.lrc', '.LRC']
const PLAIN_TEXTS = ['.txt', '.TXT']
const REMEMBERED = 200
const READER = {
  program: new URL('./lyrics-thread.ts', import.meta.url),
  memory: { maxOldGenerationSizeMb: 128 },
  answersWithinMs: 10_000,
}

export type LyricsOptions = { readonly files: TrackFiles }

export function trackLyrics({ files }: LyricsOptions): TrackLyrics {
  const remembered = new BoundedMap<string, Promise<Lyrics | null>>({ most: REMEMBERED })
  const reading = turns({ atOnce: MAX_READING, mostWaiting: 0 })
  const inFile = async (content: TrackContent): Promise<Lyrics | null> => {
    const file = await files.open(content)
    if (!file) return null
    await file.close()
    const read = await reading.take(() => readApart(join(content.folderPath, content.path)))
    return read && { ...read, source: 'file' }
  }
  const rememberedOf = (content: TrackContent): Promise<Lyrics | null> => {
    const key = `${content.sampleHash} ${content.sizeBytes}`
    const known = remembered.use(key)
    if (known) return known
    const read = inFile(content)
    remembered.set(key, read)
    read.catch(() => remembered.delete(key))
    return read
  }
  return {
    async of(content) {
      // Those of the file are the words of all its tracks, and nobody says which are whose.
      if (content.part !== null) return null
      return (
        (await readBeside(files, content, LYRICS)) ??
        (await rememberedOf(content)) ??
        (await readBeside(files, content, PLAIN_TEXTS))
      )
    },
  }
}

async function readBeside(
  files: TrackFiles,
  row: TrackFileRow,
  endings: readonly string[],
): Promise<Lyrics | null> {
  const stem = row.path.replace(/\.[^./]+$/, '')
  for (const ending of endings) {
    await using file = await files.open({ ...row, path: stem + ending, mime: 'text/plain' })
    if (!file || file.sizeBytes === 0 || file.sizeBytes > MAX_TEXT_BYTES) continue
    const read = readLrc(decodeText(await buffer(file.read(0, file.sizeBytes - 1))))
    if (read) return { ...read, source: 'beside' }
  }
  return null
}

/** Null also when the file cannot be taken apart. */
async function readApart(path: string): Promise<ReadLyrics | null> {
  try {
    return await inThread<LyricsQuestions>(READER)('embedded', path)
  } catch {
    return null
  }
}
