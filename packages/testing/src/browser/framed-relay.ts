import { createServer, request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'

/** What forbids a page to stand in a frame. */
const FORBIDDING = ['x-frame-options', 'content-security-policy']

/**
 * A hub at another port of this machine, whose pages may be framed, with one page more, `/wall`: so that one picture shows
 * several of them.
 */
export async function framedRelay(
  hub: string,
  wall: string,
): Promise<{ readonly address: string } & AsyncDisposable> {
  const { hostname, port } = new URL(hub)
  const upgraded = new Set<Duplex>()
  const server = createServer((asked, answer) => {
    if (asked.url === '/wall') {
      answer.setHeader('content-type', 'text/html; charset=utf-8')
      answer.end(wall)
      return
    }
    const { method, url, headers } = asked
    const passed = request({ hostname, port, method, path: url, headers }, (answered) => {
      const kept = Object.entries(answered.headers).filter(([name]) => !FORBIDDING.includes(name))
      answer.writeHead(answered.statusCode ?? 502, Object.fromEntries(kept))
      answered.pipe(answer)
    })
    passed.on('error', () => answer.destroy())
    asked.pipe(passed)
  })
  server.on('upgrade', (asked, near, head) => {
    const far = connect(Number(port), hostname)
    upgraded.add(near)
    const end = () => {
      near.destroy()
      far.destroy()
      upgraded.delete(near)
    }
    for (const socket of [near, far]) socket.on('error', end).on('close', end)
    const lines: string[] = []
    for (let nth = 0; nth < asked.rawHeaders.length; nth += 2)
      lines.push(`${asked.rawHeaders[nth]}: ${asked.rawHeaders[nth + 1]}`)
    far.write(`GET ${asked.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    far.write(head)
    near.pipe(far).pipe(near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      for (const socket of upgraded) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
