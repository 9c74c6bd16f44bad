// A hub that stops answers what it was asked: requests on their way get their answers, and no connection is kept for
// more. What has no end of its own, streams and media, ends itself in its door's preClose.
import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'

/** What takes longer is cut. Longer than a hand-over, shorter than the patience of whoever stops the hub. */
const ANSWERED_WITHIN_MS = 3_500

/** Call it before any other hook, so that no request is missed. */
export function drainOnClose(app: FastifyInstance): void {
  const open = new Set<ServerResponse>()
  let draining = false

  app.addHook('onRequest', (_request, { raw }, done) => {
    open.add(raw)
    raw.once('close', () => {
      open.delete(raw)
      if (draining) endIfAnswered()
    })
    done()
  })

  app.addHook('preClose', async () => {
    draining = true
    for (const answer of open) if (!answer.headersSent) answer.setHeader('connection', 'close')
    const cut = setTimeout(() => app.server.closeAllConnections(), ANSWERED_WITHIN_MS)
    app.server.once('close', () => clearTimeout(cut))
    endIfAnswered()
  })

  /** In a later turn, when the server takes nothing new any more and the last answer has left. */
  function endIfAnswered(): void {
    setImmediate(() => {
      if (open.size === 0) app.server.closeAllConnections()
    })
  }
}
