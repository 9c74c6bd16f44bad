export { inThread } from './in-thread.ts'
export { type RestingThread, restingThread } from './resting-thread.ts'
export { startThread, type Thread, type ThreadOptions } from './thread.ts'
export { type ThreadPool, threadPool } from './thread-pool.ts'
