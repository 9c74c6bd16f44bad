// Phones that read tags themselves: Chrome on Android, over HTTPS. What they see is told to the hub like that of any reader.
import { TagId } from '@baton/protocol'

/** A tag that lies still is seen again and again. */
export const SAME_TAG_MS = 2_000

interface Reading extends Event {
  readonly serialNumber: string
}

interface Reader extends EventTarget {
  scan(options: { readonly signal: AbortSignal }): Promise<void>
}

type ReaderClass = new () => Reader

function readerClass(): ReaderClass | null {
  return (globalThis as { readonly NDEFReader?: ReaderClass }).NDEFReader ?? null
}

export function canReadTags(): boolean {
  return readerClass() !== null
}

/** Until the signal aborts. Rejects if the browser or its owner does not let it. */
export async function readTags(onTag: (tagId: TagId) => void, signal: AbortSignal): Promise<void> {
  const Reader = readerClass()
  if (!Reader) throw new Error('This browser reads no tags')
  const reader = new Reader()
  let last: { readonly tagId: TagId; readonly at: number } | null = null
  reader.addEventListener('reading', (event) => {
    const read = TagId.safeParse((event as Reading).serialNumber)
    if (!read.success) return
    const tagId = read.data
    const at = performance.now()
    const isSame = last?.tagId === tagId && at - last.at < SAME_TAG_MS
    last = { tagId, at }
    if (!isSame) onTag(tagId)
  })
  await reader.scan({ signal })
}
