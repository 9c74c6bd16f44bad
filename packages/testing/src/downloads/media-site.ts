import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline, Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { waveFile } from '../music/wave-file.ts'

const SECOND_OF_SOUND = 176_400
/** A picture of one red point. */
const COVER = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
  'base64',
)

/** What a web server may well pack and a browser would hardly show. */
const BOMB_MEMBER_BYTES = 32 * 1024 * 1024
const BOMB_MEMBERS = 80

function* endlessPage(): Iterable<Buffer> {
  const words = Buffer.from('<p>and so on</p>\n'.repeat(4_000))
  for (;;) yield words
}

/** A web site with music, as downloads meet it. */
export interface MediaSite extends AsyncDisposable {
  readonly url: string
  /** Where nobody is let in: on another address of this machine's loopback. */
  readonly hidden: { readonly url: string; readonly asked: readonly string[] }
  /** The page, with words for yt-dlp in its address to take the hidden place for its proxy. */
  readonly smuggled: string
  /** Requests for the slow file, by the place from which on it was wanted. */
  readonly slow: readonly number[]
  /** The rest of the slow file comes, to whoever waits for it and whoever asks from now on. */
  release(): void
  /** The late file is there from now on. */
  bring(): void
  /** How many wait for the rest of the slow file. */
  waiting(): number
}

/**
 * `/song.wav` is a file, `/page.html` a page about one (`/inside.wav`, with title and picture), `/text.html` a page about
 * nothing; `/bomb.html` is small and unpacks to gigabytes, `/endless.html` has no end; `/cut.wav` always breaks off, `/later.wav` is there when it was brought, `/slow.wav` stops in the middle until it is released, `/to-hidden.wav` leads to
 * where nobody is let in, and `/to-smuggled.wav` to the page with words for yt-dlp in its address. All else is not there.
 */
export async function mediaSite(): Promise<MediaSite> {
  const slow: number[] = []
  const asked: string[] = []
  const held = new Set<() => void>()
  let isReleased = false
  let isThere = false
  const song = waveFile(2 * SECOND_OF_SOUND, 21)
  const inside = waveFile(2 * SECOND_OF_SOUND, 22)
  const later = waveFile(2 * SECOND_OF_SOUND, 24)
  const long = waveFile(4 * SECOND_OF_SOUND, 23)

  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const send = (type: string, body: Buffer | string) => {
      response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) })
      response.end(request.method === 'HEAD' ? undefined : body)
    }
    switch (request.url) {
      case '/song.wav':
        return send('audio/wav', song)
      case '/inside.wav':
        return send('audio/wav', inside)
      // By its name it is of another kind.
      case '/cover.gif':
        return send('image/png', COVER)
      case '/text.html':
        return send('text/html', '<html><title>Words</title><p>Nothing to hear.</html>')
      case '/page.html':
        return send(
          'text/html',
          `<html><head><title>Page</title><meta property="og:title" content="Inner song">
          <meta property="og:video" content="${url}/inside.wav"><meta property="og:image" content="${url}/cover.gif">
          </head></html>`,
        )
      case '/bomb.html': {
        const bomb = Buffer.concat(Array(BOMB_MEMBERS).fill(gzipSync(Buffer.alloc(BOMB_MEMBER_BYTES))))
        response.writeHead(200, {
          'content-type': 'text/html',
          'content-encoding': 'gzip',
          'content-length': bomb.length,
        })
        return response.end(request.method === 'HEAD' ? undefined : bomb)
      }
      case '/endless.html':
        response.writeHead(200, { 'content-type': 'text/html' })
        if (request.method === 'HEAD') return response.end()
        return pipeline(Readable.from(endlessPage()), response, () => {})
      case '/to-hidden.wav':
        return response.writeHead(302, { location: `${hiddenUrl}/secret.wav` }).end()
      case '/to-smuggled.wav':
        return response.writeHead(302, { location: smuggled }).end()
      case '/cut.wav':
        response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': song.length })
        return response.write(song.subarray(0, 40_000), () => response.destroy())
      case '/later.wav':
        return isThere ? send('audio/wav', later) : response.writeHead(404).end()
      case '/slow.wav': {
        const [, from = '0'] = /^bytes=(\d+)-/.exec(request.headers.range ?? '') ?? []
        return sendSlowly(request, response, Number(from))
      }
      default:
        return response.writeHead(404).end()
    }
  }
  const sendSlowly = (request: IncomingMessage, response: ServerResponse, from: number) => {
    const isWhole = request.headers.range === undefined
    const headers = {
      'content-type': 'audio/wav',
      'content-length': long.length - from,
      'accept-ranges': 'bytes',
    }
    const range = { 'content-range': `bytes ${from}-${long.length - 1}/${long.length}` }
    response.writeHead(isWhole ? 200 : 206, { ...headers, ...(!isWhole && range) })
    if (request.method === 'HEAD') return void response.end()
    slow.push(from)
    const half = Math.max(from, long.length / 2)
    const rest = () => void response.end(long.subarray(half))
    response.write(long.subarray(from, half))
    if (isReleased) return rest()
    held.add(rest)
    response.once('close', () => held.delete(rest))
  }

  const server = createServer(answer)
  const hidden = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(200, { 'content-type': 'audio/wav' }).end(song)
  })
  const url = await listening(server, '127.0.0.1')
  const hiddenUrl = await listening(hidden, '127.0.0.2')
  const words = { http_headers: { 'Ytdl-request-proxy': hiddenUrl } }
  const smuggled = `${url}/page.html#__youtubedl_smuggle=${encodeURIComponent(JSON.stringify(words))}`
  return {
    url,
    smuggled,
    hidden: { url: hiddenUrl, asked },
    slow,
    release() {
      isReleased = true
      for (const rest of held) rest()
    },
    bring() {
      isThere = true
    },
    waiting: () => held.size,
    async [Symbol.asyncDispose]() {
      for (const one of [server, hidden]) {
        one.closeAllConnections()
        await new Promise((resolve) => one.close(resolve))
      }
    },
  }
}

async function listening(server: ReturnType<typeof createServer>, host: string): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, host, resolve)
  })
  return `http://${host}:${(server.address() as AddressInfo).port}`
}
