import { mkdir, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { startProgram } from '../machine/program.ts'
import { freePort } from './ports.ts'

export interface Mpd extends AsyncDisposable {
  readonly port: number
  readonly pid: number
  /** One conversation: these commands, each on a line of its own, and all that is answered. */
  ask(commands: string): Promise<string>
}

/** On the music of a folder, which it reads into an empty database; it plays into nothing. */
export async function startMpd(music: string, folder: string): Promise<Mpd> {
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
  const program = startProgram('mpd', ['--no-daemon', join(folder, 'mpd.conf')])
  return {
    port,
    pid: program.pid,
    ask: (commands) => conversation(port, commands),
    [Symbol.asyncDispose]: () => program.end(),
  }
}

function conversation(port: number, commands: string): Promise<string> {
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
