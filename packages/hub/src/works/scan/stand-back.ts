import { setPriority } from 'node:os'

const NICENESS = 5

/** Lets requests go first where both want the processor. Elsewhere than on Linux this would mean the whole hub. */
export function standBack(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(0, NICENESS)
  } catch {
    // A machine that does not allow it is only less polite.
  }
}
