// A request has a minute to arrive, which is enough for all but music. Bodies that take longer are read for as long as
// bytes keep coming.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

/** So long the sender of a long body may stand still, or twice this at most. */
const STALLED_AFTER_MS = 30_000

const taken = new WeakSet<Duplex>()

/**
 * From now on the body of this request may take longer than others. It is destroyed with an `AbortError` when nothing of
 * it has come for a while. The returned function ends this, and is called when the body was read.
 */
export function takeLongBody(body: IncomingMessage, stalledAfterMs = STALLED_AFTER_MS): () => void {
  const { socket } = body
  let bytesRead = socket.bytesRead
  const timer = setInterval(() => {
    if (!body.complete && socket.bytesRead === bytesRead) {
      body.destroy(new DOMException('The sender stands still', 'AbortError'))
    }
    bytesRead = socket.bytesRead
  }, stalledAfterMs).unref()
  taken.add(socket)
  return () => {
    clearInterval(timer)
    taken.delete(socket)
  }
}

export function isLongBody(socket: Duplex): boolean {
  return taken.has(socket)
}
