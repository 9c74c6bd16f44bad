// Notices what changes below a music folder. What it tells are folders that should be looked at again, some moments
// after the last change in them; it may miss things (network disks tell nobody), so it only makes the rescan quicker.
import { startThread } from '#threads'

export type WatchOptions = {
  /** Absolute. */
  readonly root: string
  /** These folders, and all below them, may have changed. Paths are relative, the root itself is empty. */
  readonly onChange: (folders: readonly string[]) => void
  /** It sees only a part of the folders: the machine allows no more. */
  readonly onPartial: (watched: number) => void
  readonly quietMs?: number
}

export interface Watch extends AsyncDisposable {
  /** False once it has ended by itself, since the music folder is gone. */
  readonly isAlive: boolean
}

export type WatchMessage = { readonly changed: readonly string[] } | { readonly partial: number }

/** A copy in progress touches its file again and again: that long nothing must happen. */
const QUIET_MS = 1_500

export function watchFolder({ root, onChange, onPartial, quietMs = QUIET_MS }: WatchOptions): Watch {
  return startThread({
    program: new URL('./watch-thread.ts', import.meta.url),
    data: { root, quietMs },
    memory: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 },
    mostWaiting: 0,
    onNews: (news) => {
      const message = news as WatchMessage
      if ('changed' in message) onChange(message.changed)
      else onPartial(message.partial)
    },
  })
}
