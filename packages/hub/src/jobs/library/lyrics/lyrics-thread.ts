import { parseFile } from 'music-metadata'
import { answerQuestions } from '#threads/inside'
import { cleaned, type ReadLyrics, readLrc } from './lrc.ts'

const MAX_LINES = 3_000

export type LyricsQuestions = { readonly embedded: typeof embedded }

answerQuestions<LyricsQuestions>({ embedded })

async function embedded(file: string): Promise<ReadLyrics | null> {
  const { common } = await parseFile(file, { skipCovers: true, duration: false })
  const found = common.lyrics ?? []
  for (const { syncText } of found) {
    const lines = syncText
      .slice(0, MAX_LINES)
      .flatMap(({ text, timestamp }) =>
        timestamp === undefined ? [] : [{ atMs: Math.max(0, Math.round(timestamp)), text: cleaned(text) }],
      )
    if (lines.some((line) => line.text !== '')) return { synced: true, lines }
  }
  for (const { text } of found) {
    const read = text === undefined ? null : readLrc(text)
    if (read) return read
  }
  return null
}
