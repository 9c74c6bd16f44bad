import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A hub has registered itself with one of them. */
export interface RegisteredHub {
  /** Which of them, counted from 0. */
  readonly nth: number
  readonly callbackUrl: string
}

/** Agents of the reference without a player, each at a loopback address of its own, that report every few seconds. */
export interface ManyAgents extends AsyncDisposable {
  readonly baseUrls: readonly string[]
  readonly registered: readonly RegisteredHub[]
  /** How often each was asked how it is. */
  readonly checks: readonly number[]
  /** They end all at once, and forget who had registered. */
  stop(): Promise<void>
  /** They come back where they were. */
  start(): Promise<void>
}

const REPORT_EVERY_MS = 4_000
const OF_A_NETWORK = 250

export async function startManyAgents(count: number): Promise<ManyAgents> {
  const addresses = Array.from({ length: count }, (_, nth) => {
    return `127.1.${Math.floor(nth / OF_A_NETWORK)}.${(nth % OF_A_NETWORK) + 1}`
  })
  const registered: RegisteredHub[] = []
  const checks = addresses.map(() => 0)
  const latest = new Map<number, RegisteredHub>()
  const server = createServer(async (request, response) => {
    const nth = addresses.indexOf(request.socket.localAddress ?? '')
    let text = ''
    for await (const piece of request.setEncoding('utf8')) text += piece
    if (request.url === '/register_client') {
      const one = { nth, callbackUrl: JSON.parse(text).callback_url }
      registered.push(one)
      latest.set(nth, one)
    }
    if (request.url === '/healthz') checks[nth] = (checks[nth] ?? 0) + 1
    const isKnown = request.url === '/register_client' || request.url === '/healthz'
    response.writeHead(isKnown ? 200 : 404, { 'content-type': 'text/plain' })
    response.end(JSON.stringify({ success: isKnown, data: { registered: true, music_folder_mounted: true } }))
  })
  server.listen(0, '0.0.0.0')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const body = JSON.stringify({ success: true, data: { time: [null, null], music_folder_mounted: true } })
  const report = (nth: number) => {
    const hub = latest.get(nth)
    if (hub)
      fetch(hub.callbackUrl, { method: 'POST', body })
        .then((answer) => answer.bytes())
        .catch(() => {})
  }
  // One after the other, as they would who know nothing of each other; what is late is made up for, but not twice.
  const everyMs = REPORT_EVERY_MS / count
  const begunAt = performance.now()
  let reported = 0
  const reporting = setInterval(() => {
    const due = Math.floor((performance.now() - begunAt) / everyMs)
    for (reported = Math.max(reported, due - count); reported < due; reported++) report(reported % count)
  }, everyMs)
  return {
    baseUrls: addresses.map((address) => `http://${address}:${port}`),
    registered,
    checks,
    async stop() {
      latest.clear()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
    async start() {
      server.listen(port, '0.0.0.0')
      await once(server, 'listening')
    },
    async [Symbol.asyncDispose]() {
      clearInterval(reporting)
      server.close()
      server.closeAllConnections()
    },
  }
}
