import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import type { AddressInfo } from 'node:net'
import { basename, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * A page with nothing but the app's sound engine in it, served with some music from a folder: what it sounds can be
 * recorded without a hub. `window.sound` is the engine, `window.said` everything that it said so far.
 */
export interface SoundPage extends AsyncDisposable {
  readonly url: string
  /** Beside that a page of two plain audio elements, the usual way from one track to the next. */
  readonly plainUrl: string
  /** From now on the music is there, or its connections break. */
  reachable(isThere: boolean): void
  /** How much music was asked for so far. */
  sentBytes(): number
}

const code = fileURLToPath(new URL('../../../../web/src/sound', import.meta.url))

export async function serveSoundPage(musicFolder: string): Promise<SoundPage> {
  let isThere = true
  let sent = 0
  const server = createServer((request, answer) => {
    if (!isThere && isMusic(request)) return answer.destroy()
    respond(musicFolder, request, answer).then(
      (bytes) => {
        sent += bytes
      },
      () => answer.writeHead(404).end(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return {
    url,
    plainUrl: `${url}plain`,
    reachable: (now) => {
      isThere = now
    },
    sentBytes: () => sent,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function isMusic(request: IncomingMessage): boolean {
  return /\.(flac|mp3)$/.test(request.url ?? '')
}

/** Tells how much music it sent. */
async function respond(music: string, request: IncomingMessage, answer: ServerResponse): Promise<number> {
  const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://page').pathname))
  if (path === '/') return send(answer, 'text/html', PAGE)
  if (path === '/plain') return send(answer, 'text/html', PLAIN_PAGE)
  if (path.startsWith('/sound/')) {
    const source = await readFile(join(code, path.slice('/sound/'.length)), 'utf8')
    return send(answer, 'text/javascript', stripTypeScriptTypes(source))
  }
  const bytes = await readFile(join(music, basename(path)))
  const [, first, last] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? []
  const from = Number(first ?? 0)
  const until = Math.min(bytes.length, last ? Number(last) + 1 : bytes.length)
  answer.writeHead(first === undefined ? 200 : 206, {
    'content-type': path.endsWith('.flac') ? 'audio/flac' : 'application/octet-stream',
    'accept-ranges': 'bytes',
    // Every page asks for itself, in one browser too.
    'cache-control': 'no-store',
    'content-length': until - from,
    ...(first !== undefined && { 'content-range': `bytes ${from}-${until - 1}/${bytes.length}` }),
  })
  answer.end(bytes.subarray(from, until))
  return until - from
}

function send(answer: ServerResponse, type: string, text: string): number {
  answer.writeHead(200, { 'content-type': type }).end(text)
  return 0
}

const PAGE = `<!doctype html><title>Sound</title><button>Unlock</button><script type="module">
import { browserSound } from '/sound/browser-sound.ts'
let chosen = { replayGain: 'auto', preampDb: 0, crossfadeS: 0 }
const told = new Set()
window.choose = (more) => { chosen = { ...chosen, ...more }; for (const call of told) call(chosen) }
window.facts = {}
const of = (source) => (source && window.facts[source.key]) || null
window.sound = browserSound({
  choices: { get: () => chosen, subscribe: (call) => { told.add(call); return () => told.delete(call) } },
  tracks: { of, find: async (source) => of(source) },
})
window.said = []
window.sound.listen((event) => {
  window.said.push({ ...event, at: performance.now(), positionMs: window.sound.positionMs() })
  if (event.type === 'ended' && !event.movedOn) window.sound.pause()
})
document.querySelector('button').onclick = () => window.sound.unlock()
document.title = 'Ready'
</script>`

const PLAIN_PAGE = `<!doctype html><title>Ready</title><button>Play</button><script>
const [one, other] = ['1', '2'].map((name) => {
  const audio = new Audio('/' + name + '.flac')
  audio.preload = 'auto'
  return audio
})
one.onended = () => other.play()
const start = (atMs) => {
  one.currentTime = atMs / 1000
  one.onseeked = () => void one.play()
}
window.plain = { one, other, start }
</script>`
