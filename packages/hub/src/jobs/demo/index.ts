import { inThread } from '#threads'
import type { DemoQuestions } from './demo-thread.ts'

const MEMORY = { maxOldGenerationSizeMb: 1_024 }

/**
 * Makes the hub's own tunes below `folder`, in a thread of its own; what is there already stays as it is.
 * Each file appears whole, so that a scan may run meanwhile. Cancelling leaves what is finished.
 */
export function makeDemoTunes({
  folder,
  signal,
}: {
  readonly folder: string
  readonly signal?: AbortSignal
}): Promise<void> {
  const program = new URL('./demo-thread.ts', import.meta.url)
  return inThread<DemoQuestions>({ program, memory: MEMORY, signal })('makeDemo', folder)
}
