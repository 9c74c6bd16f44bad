// The programs that scan the same music for comparison, both from Debian. Each reads it into an empty database, and
// then looks at it once more.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { startProgram } from '../machine/program.ts'
import { freePort } from './ports.ts'

const run = promisify(execFile)
const POLL_MS = 5
const WITHIN_MS = 300_000

/** Both in milliseconds. */
export type Scans = { readonly first: number; readonly repeated: number }

export function isThere(program: 'mpd' | 'supysonic-cli'): boolean {
  return existsSync(`/usr/bin/${program}`)
}

export async function scanWithMpd(music: string, folder: string, files: number): Promise<Scans> {
  const port = await freePort()
  await mkdir(folder, { recursive: true })
  const settings = {
    music_directory: music,
    db_file: join(folder, 'mpd.db'),
    state_file: join(folder, 'mpd.state'),
    log_file: join(folder, 'mpd.log'),
    bind_to_address: '127.0.0.1',
    port: String(port),
    auto_update: 'no',
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} "${value}"`)
  const output = 'audio_output {\n  type "null"\n  name "none"\n}'
  await writeFile(join(folder, 'mpd.conf'), [...lines, output, ''].join('\n'))
  const begun = performance.now()
  await using _mpd = startProgram('mpd', ['--no-daemon', join(folder, 'mpd.conf')])
  await until(async () => {
    const answer = await ask(port, 'status\nstats\n').catch(() => '')
    return answer.includes(`songs: ${files}`) && !answer.includes('updating_db')
  })
  const first = performance.now() - begun
  const again = performance.now()
  await ask(port, 'update\n')
  await until(async () => !(await ask(port, 'status\n')).includes('updating_db'))
  return { first, repeated: performance.now() - again }
}

export async function scanWithSupysonic(music: string, folder: string): Promise<Scans> {
  await mkdir(folder, { recursive: true })
  await writeFile(
    join(folder, 'supysonic.conf'),
    `[base]\ndatabase_uri = sqlite:///${join(folder, 'supysonic.db')}\n[daemon]\nsocket = ${join(folder, 'none.sock')}\n`,
  )
  const supysonic = (...words: readonly string[]) =>
    run('supysonic-cli', [...words], { cwd: folder, env: { PATH: '/usr/bin:/bin', HOME: folder } })
  await supysonic('folder', 'add', 'Music', music)
  const timed = async () => {
    const begun = performance.now()
    await supysonic('folder', 'scan', '--foreground', 'Music')
    return performance.now() - begun
  }
  return { first: await timed(), repeated: await timed() }
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + WITHIN_MS
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error('The scan did not end.')
    await sleep(POLL_MS)
  }
}

/** One conversation in mpd's protocol. */
function ask(port: number, commands: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.setEncoding('utf8')
    socket.on('connect', () => socket.write(`${commands}close\n`))
    socket.on('data', (text: string) => {
      answer += text
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}
