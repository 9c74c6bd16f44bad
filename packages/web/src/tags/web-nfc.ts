// Phones that read tags themselves: Chrome on Android, over HTTPS. What they see is told to the hub like that of any reader.
import { repeatedTag, TagId } from '@baton/protocol'

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
  const isRepeated = repeatedTag(() => performance.now())
  reader.addEventListener('reading', (event) => {
    const read = TagId.safeParse((event as Reading).serialNumber)
    if (!read.success) return
    if (!isRepeated(read.data)) onTag(read.data)
  })
  await reader.scan({ signal })
}
