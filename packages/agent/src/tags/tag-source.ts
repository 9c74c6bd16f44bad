import type { ReaderState } from '@baton/protocol'

/** Something that sees tags: a card reader, a reader that types, a pipe that another program writes into. */
export interface TagSource extends AsyncDisposable {
  /** Sees tags from now on, until it is disposed of. Called once. */
  start(watcher: TagWatcher): void
}

export interface TagWatcher {
  /** What stands on a tag, whenever one is seen; a source may say it again while the tag lies there. */
  readonly onTag: (text: string) => void
  /** How the reader is, first when that is known, and then whenever it changes. */
  readonly onState: (state: ReaderState) => void
}

/** A source that sees tags for as long as `run` does, which ends when the signal aborts. */
export function tagSource(run: (watcher: TagWatcher, signal: AbortSignal) => Promise<void>): TagSource {
  const stop = new AbortController()
  let running: Promise<void> = Promise.resolve()
  return {
    start(watcher) {
      running = run(watcher, stop.signal)
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
    },
  }
}
