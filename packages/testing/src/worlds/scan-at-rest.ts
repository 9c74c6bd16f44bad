import type { ScanProgress } from '@baton/protocol'

const IDLE: ScanProgress = {
  phase: 'idle',
  seen: 0,
  read: 0,
  unchanged: 0,
  failed: 0,
  total: null,
  filesPerSecond: 0,
  etaMs: null,
}

/** A scan that nobody has begun, and that nobody can begin. */
export const scanAtRest = { progress: () => IDLE, start: () => {}, cancel: () => {} }
