import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '../machine/folder.ts'
import { isInstalled, startProgram } from '../machine/program.ts'
import { answers, freePort } from './ports.ts'

export interface Mosquitto extends AsyncDisposable {
  readonly port: number
  readonly pid: number
}

export function hasMosquitto(): boolean {
  return isInstalled('mosquitto')
}

/** As it comes, for everybody, keeping nothing on disk. */
export async function startMosquitto(): Promise<Mosquitto> {
  const folder = await makeFolder()
  const port = await freePort()
  const path = join(folder.path, 'mosquitto.conf')
  const lines = [`listener ${port} 127.0.0.1`, 'allow_anonymous true', 'persistence false', 'log_type error']
  await writeFile(path, `${lines.join('\n')}\n`)
  const program = startProgram('mosquitto', ['-c', path])
  await answers(port, program)
  return {
    port,
    pid: program.pid,
    async [Symbol.asyncDispose]() {
      await program.end()
      await folder[Symbol.asyncDispose]()
    },
  }
}
