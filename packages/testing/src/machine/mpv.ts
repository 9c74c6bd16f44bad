import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { end, spawnOwned } from './child.ts'

/** The real player, without a sound card and with hardly any buffer: what it plays it must fetch. */
export interface Mpv extends AsyncDisposable {
  get(property: 'time-pos' | 'pause' | 'duration' | 'volume'): Promise<unknown>
  setPause(pause: boolean): Promise<void>
  seek(seconds: number): Promise<void>
  /** How the file ended, in the player's word: `eof`, `error`, ... */
  readonly ended: Promise<string>
}

const OPTIONS = [
  ...['--no-config', '--no-video', '--ao=null', '--really-quiet', '--idle=yes', '--cache=no'],
  ...['--demuxer-max-bytes=128KiB', '--demuxer-readahead-secs=1', '--stream-buffer-size=64KiB'],
]
const STARTS_WITHIN_MS = 10_000

export async function startMpv(url: string): Promise<Mpv> {
  const folder = await mkdtemp(join(tmpdir(), 'baton-mpv-'))
  const path = join(folder, 'socket')
  const child = spawnOwned('mpv', [...OPTIONS, `--input-ipc-server=${path}`, url], { stdio: 'ignore' })
  const socket = await opened(path)
  const { say, ended } = talk(socket)
  return {
    ended,
    get: (property) => say('get_property', property),
    async setPause(pause) {
      await say('set_property', 'pause', pause)
    },
    async seek(seconds) {
      await say('seek', seconds, 'absolute')
    },
    async [Symbol.asyncDispose]() {
      socket.destroy()
      await end(child)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Asks one that somebody else has started, at its socket. Ends with the connection. */
export async function askMpv(path: string): Promise<Pick<Mpv, 'get'> & Disposable> {
  const socket = await opened(path)
  const { say } = talk(socket)
  return { get: (property) => say('get_property', property), [Symbol.dispose]: () => socket.destroy() }
}

function talk(socket: Socket) {
  const answers = new Map<number, (answer: { error: string; data?: unknown }) => void>()
  let asked = 0
  const ended = new Promise<string>((resolve) => {
    let rest = ''
    socket.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        const message = JSON.parse(line)
        if (message.event === 'end-file') resolve(String(message.reason))
        if (typeof message.request_id === 'number') answers.get(message.request_id)?.(message)
        answers.delete(message.request_id)
      }
    })
  })
  const say = async (...command: readonly unknown[]): Promise<unknown> => {
    const id = ++asked
    const answer = new Promise<{ error: string; data?: unknown }>((resolve) => answers.set(id, resolve))
    socket.write(`${JSON.stringify({ command, request_id: id })}\n`)
    const { error, data } = await answer
    if (error !== 'success' && error !== 'property unavailable') {
      throw new Error(`mpv answered ${JSON.stringify(command)} with "${error}"`)
    }
    return data
  }
  return { say, ended }
}

async function opened(path: string): Promise<Socket> {
  const until = Date.now() + STARTS_WITHIN_MS
  for (;;) {
    const socket = connect(path)
    try {
      await once(socket, 'connect')
      return socket
    } catch (error) {
      if (Date.now() > until) throw error
      await wait(50)
    }
  }
}
