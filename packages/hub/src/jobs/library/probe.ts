import type { MusicProbe } from '#engine'
import { formatByMime } from '#engine/audio-formats'
import { type ReaderPool, readerPool } from './scan/reader-pool.ts'
import { isCutOff } from './tags/is-cut-off.ts'
import { isPassedOver } from './walk/passed-over.ts'

/** Looks at single files by their absolute paths, as a scan does and a little more strictly: rule U9 in docs/protocol/uploads.md. */
export function musicProbe(): MusicProbe & AsyncDisposable {
  let readers: ReaderPool | null = null
  let looking = 0
  /** A thread that nobody needs takes memory all the same. */
  const rest = async () => {
    const former = readers
    readers = null
    await former?.[Symbol.asyncDispose]()
  }
  const facts = async (path: string) => {
    readers ??= readerPool({ threads: 1 })
    looking += 1
    try {
      return await readers.read({ root: '/', paths: [path.slice(1)], coverPath: null })
    } finally {
      looking -= 1
      if (looking === 0) await rest()
    }
  }
  return {
    async look(path) {
      const { files } = await facts(path)
      const [file] = files
      if (!file || 'problem' in file) {
        const isDamaged = file?.problem === 'file.damaged' || file?.problem === 'file.no-duration'
        return { kind: isDamaged ? 'damaged' : 'not-audio' }
      }
      const { artist, album, albumArtist, mime, codec } = file.facts
      if (isCutOff(path)) return { kind: 'damaged' }
      const format = formatByMime(mime)
      // Of Ogg the codec decides; Opus in Matroska is a Matroska file.
      const extension = format?.name === 'ogg' && codec === 'opus' ? '.opus' : (format?.extensions[0] ?? '')
      return { kind: 'music', artist, album, albumArtist, extension }
    },
    passesOver: isPassedOver,
    [Symbol.asyncDispose]: rest,
  }
}
