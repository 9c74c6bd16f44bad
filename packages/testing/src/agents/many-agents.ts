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
}

const REPORT_EVERY_MS = 4_000

export async function startManyAgents(count: number): Promise<ManyAgents> {
  const addresses = Array.from({ length: count }, (_, nth) => `127.1.0.${nth + 1}`)
  const registered: RegisteredHub[] = []
  const server = createServer(async (request, response) => {
    const nth = addresses.indexOf(request.socket.localAddress ?? '')
    let text = ''
    for await (const piece of request.setEncoding('utf8')) text += piece
    if (request.url === '/register_client')
      registered.push({ nth, callbackUrl: JSON.parse(text).callback_url })
    const isKnown = request.url === '/register_client' || request.url === '/healthz'
    response.writeHead(isKnown ? 200 : 404, { 'content-type': 'text/plain' })
    response.end(JSON.stringify({ success: isKnown, data: { registered: true, music_folder_mounted: true } }))
  })
  server.listen(0, '0.0.0.0')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const reporting = setInterval(() => {
    for (const nth of addresses.keys()) {
      const latest = registered.findLast((one) => one.nth === nth)
      const body = JSON.stringify({ success: true, data: { time: [null, null], music_folder_mounted: true } })
      if (latest) fetch(latest.callbackUrl, { method: 'POST', body }).catch(() => {})
    }
  }, REPORT_EVERY_MS)
  return {
    baseUrls: addresses.map((address) => `http://${address}:${port}`),
    registered,
    async [Symbol.asyncDispose]() {
      clearInterval(reporting)
      server.close()
      server.closeAllConnections()
    },
  }
}
