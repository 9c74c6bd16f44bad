// Walks in a thread of its own, a bounded number of files ahead of whoever asks.
import { startThread } from '#threads'
import { isUnseenFolder, type Walked, type WalkOptions } from './walk.ts'
import type { WalkQuestions } from './walk-thread.ts'

const PROGRAM = new URL('./walk-thread.ts', import.meta.url)
const MEMORY = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 4 }

/** The music folder itself cannot be read: what is in it is not known. */
export class FolderUnreadable extends Error {}

/** Is there any music? Looks no further than to the first file. */
export async function hasMusic(root: string, signal: AbortSignal): Promise<boolean> {
  for await (const walked of walkInThread({ root, under: '', from: '' }, signal))
    if (walked.some(({ kind }) => kind === 'file')) return true
  return false
}

/** Everything was seen, and none of it is music. Where `hasMusic` is false, there may be some in a folder that nobody can see. */
export async function holdsNoMusic(root: string, signal: AbortSignal): Promise<boolean> {
  for await (const walked of walkInThread({ root, under: '', from: '' }, signal))
    if (walked.some((one) => one.kind === 'file' || isUnseenFolder(one))) return false
  return true
}

/** Throws `FolderUnreadable` where the root cannot be read, and the signal's reason when it is aborted. */
export async function* walkInThread(
  options: WalkOptions,
  signal: AbortSignal,
): AsyncGenerator<readonly Walked[]> {
  signal.throwIfAborted()
  await using thread = startThread<WalkQuestions>({
    program: PROGRAM,
    data: options,
    memory: MEMORY,
    mostWaiting: 1,
  })
  const end = () => void thread[Symbol.asyncDispose]()
  signal.addEventListener('abort', end, { once: true })
  try {
    let coming = thread.ask('next')
    for (;;) {
      const batch = await coming
      signal.throwIfAborted()
      if ('unreadable' in batch) throw new FolderUnreadable(batch.unreadable)
      if (!batch.isLast) {
        coming = thread.ask('next')
        coming.catch(() => {})
      }
      yield batch.walked
      if (batch.isLast) return
    }
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', end)
  }
}
