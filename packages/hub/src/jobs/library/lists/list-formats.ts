// Lists may have thousands of tracks and may be made to hurt: they are taken apart in a thread of its own.
import { BatonError, MAX_PLAYLIST_LENGTH, turns } from '@baton/protocol'
import type { ListFormats } from '#engine'
import { restingThread } from '#threads'
import type { ListQuestions } from './lists-thread.ts'

const WAITING = 32
const RESTS_AFTER_MS = 5_000

export function listFormats(): ListFormats & AsyncDisposable {
  const thread = restingThread<ListQuestions>({
    program: new URL('./lists-thread.ts', import.meta.url),
    memory: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 16 },
    mostWaiting: 1,
    answersWithinMs: 20_000,
    lost: 'hub.busy',
    restsAfterMs: RESTS_AFTER_MS,
  })
  const line = turns({ atOnce: 1, mostWaiting: WAITING })
  return {
    async read(bytes, place) {
      const read = await line.take(() => thread.ask('read', bytes, MAX_PLAYLIST_LENGTH, place))
      if ('unreadable' in read) throw new BatonError('playlist.file-unreadable', { reason: read.unreadable })
      if (read.tracks.length > MAX_PLAYLIST_LENGTH) {
        throw new BatonError('playlist.full', { limit: MAX_PLAYLIST_LENGTH })
      }
      return read
    },
    write: (format, list) => line.take(() => thread.ask('write', format, list)),
    [Symbol.asyncDispose]: () => thread[Symbol.asyncDispose](),
  }
}
