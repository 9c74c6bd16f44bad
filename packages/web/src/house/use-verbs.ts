import type { TrackSource } from '@baton/protocol'
import { notify } from '../parts/notices.ts'
import { words } from '../words/words.ts'
import { useAsk } from './use-ask.ts'

export interface Verbs {
  playNow(): void
  playNext(): void
  addToEnd(): void
}

export function useVerbs(title: string, source: TrackSource): Verbs {
  const ask = useAsk()
  const enqueue = async (at: 'now' | 'next' | 'end', said: string | null) => {
    const outcome = await ask({ type: 'queue.enqueue', source, at })
    if (outcome && said !== null) notify(said)
  }
  return {
    playNow: () => void enqueue('now', null),
    playNext: () => void enqueue('next', words.verbs.addedNext(title)),
    addToEnd: () => void enqueue('end', words.verbs.addedToEnd(title)),
  }
}
