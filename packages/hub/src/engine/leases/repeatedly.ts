import type { Clock } from '../ports/clock.ts'

/** Does it at once, and again so long after each end. The returned function ends it, and waits for what runs. */
export function repeatedly(
  clock: Pick<Clock, 'after'>,
  everyMs: number,
  task: () => Promise<void>,
  onFailure: (error: unknown) => void,
): () => Promise<void> {
  let cancel = () => {}
  let stopped = false
  let running = Promise.resolve()
  const run = () => {
    running = task()
      .catch(onFailure)
      .then(() => {
        if (!stopped) cancel = clock.after(everyMs, run)
      })
  }
  run()
  return () => {
    stopped = true
    cancel()
    return running
  }
}
