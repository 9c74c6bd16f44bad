import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type Mpd, startMpd } from './mpd.ts'

const run = promisify(execFile)
const WITHIN_MS = 60_000
const POLL_MS = 20

/** mpd that plays one track into nothing, with somebody who waits in `idle`. */
export interface WatchedMpd extends AsyncDisposable {
  readonly pid: number
  /** Resolves with the instant at which `idle` tells that the player has changed. */
  changed(): Promise<number>
  /** `mpc`, a process for each command, until it has ended. */
  mpc(...words: readonly string[]): Promise<void>
  /** A command over a connection that stays open. */
  command(line: string): void
}

export async function startWatchedMpd(music: string, folder: string): Promise<WatchedMpd> {
  await using made = new AsyncDisposableStack()
  const mpd = made.use(await startMpd(music, folder))
  await read(mpd)
  await mpd.ask('add /\nrepeat 1\nplay\n')
  const idle = await greeted(mpd)
  const commands = await greeted(mpd)
  made.defer(() => void idle.destroy())
  made.defer(() => void commands.destroy())
  let waiting: ((at: number) => void) | null = null
  let heard = ''
  idle.on('data', (text: string) => {
    const at = performance.now()
    heard += text
    if (!heard.includes('OK\n')) return
    if (heard.includes('changed: player')) waiting?.(at)
    waiting = null
    heard = ''
    idle.write('idle player\n')
  })
  idle.write('idle player\n')
  const running = made.move()
  return {
    pid: mpd.pid,
    changed: () =>
      new Promise((resolve) => {
        waiting = resolve
      }),
    async mpc(...words) {
      await run('mpc', ['--quiet', `--host=127.0.0.1`, `--port=${mpd.port}`, ...words])
    },
    command: (line) => void commands.write(`${line}\n`),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

/** A connection that has been welcomed. */
async function greeted({ port }: Mpd) {
  const socket = connect(port, '127.0.0.1').setNoDelay().setEncoding('utf8')
  await once(socket, 'data')
  return socket
}

/** It has read its music. */
async function read(mpd: Mpd): Promise<void> {
  const deadline = performance.now() + WITHIN_MS
  for (;;) {
    const answer = await mpd.ask('status\nstats\n').catch(() => '')
    if (/songs: [1-9]/.test(answer) && !answer.includes('updating_db')) return
    if (performance.now() > deadline) throw new Error('mpd does not read its music.')
    await sleep(POLL_MS)
  }
}
