import { once } from 'node:events'
import { createReadStream, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'

/** A folder of sound files behind plain http, with ranges: what a player plays from where there is no hub. */
export interface SoundServer extends AsyncDisposable {
  url(file: string): string
  /** After so many more bytes it breaks every connection. */
  breakAfter(bytes: number): void
  readonly asked: readonly string[]
}

export async function serveSounds(folder: string): Promise<SoundServer> {
  const asked: string[] = []
  let left = Number.POSITIVE_INFINITY
  const server = createServer((request, response) => {
    const name = basename(new URL(request.url ?? '/', 'http://here').pathname)
    asked.push(request.url ?? '/')
    const size = sizeOf(join(folder, name))
    if (size === null) return void response.writeHead(404).end()
    if (left <= 0) return void request.socket.destroy()
    const [, from = '0'] = /bytes=(\d+)-/.exec(request.headers.range ?? '') ?? []
    const start = Number(from)
    if (start >= size) return void response.writeHead(416, { 'content-range': `bytes */${size}` }).end()
    response.writeHead(request.headers.range ? 206 : 200, {
      'accept-ranges': 'bytes',
      'content-length': size - start,
      ...(request.headers.range && { 'content-range': `bytes ${start}-${size - 1}/${size}` }),
    })
    const bytes = createReadStream(join(folder, name), { start })
    response.on('close', () => bytes.destroy())
    bytes.on('data', (piece) => {
      left -= piece.length
      if (left <= 0) response.destroy()
    })
    bytes.on('error', () => response.destroy())
    bytes.pipe(response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    asked,
    url: (file) => `http://127.0.0.1:${port}/${encodeURIComponent(file)}?token=secret`,
    breakAfter: (bytes) => {
      left = bytes
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function sizeOf(path: string): number | null {
  try {
    return statSync(path).size
  } catch {
    return null
  }
}
