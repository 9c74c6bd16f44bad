import { parentPort, workerData } from 'node:worker_threads'
import { type Walked, type WalkOptions, walk } from './walk.ts'
import type { WalkedBatch } from './walk-in-thread.ts'

const BATCH = 500

const walking = walk(workerData as WalkOptions)

parentPort?.on('message', () => {
  parentPort?.postMessage(nextBatch())
})

function nextBatch(): WalkedBatch {
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
}
