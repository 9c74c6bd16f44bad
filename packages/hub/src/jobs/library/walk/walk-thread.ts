import { workerData } from 'node:worker_threads'
import { answerQuestions } from '#threads/inside'
import { type Walked, type WalkOptions, walk } from './walk.ts'

const BATCH = 500

export type WalkedBatch =
  | { readonly walked: readonly Walked[]; readonly isLast: boolean }
  | { readonly unreadable: string }

export type WalkQuestions = { readonly next: () => WalkedBatch }

const walking = walk(workerData as WalkOptions)

answerQuestions<WalkQuestions>({
  next() {
    const walked: Walked[] = []
    try {
      while (walked.length < BATCH) {
        const { value, done } = walking.next()
        if (done) return { walked, isLast: true }
        walked.push(value)
      }
      return { walked, isLast: false }
    } catch (error) {
      return { unreadable: error instanceof Error ? error.message : String(error) }
    }
  },
})
