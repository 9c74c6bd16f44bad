import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { AgentProblem } from '../problem.ts'
import { hold } from './hold.ts'

/** The few small files of one agent, for nobody else to read, and held by one agent at a time. */
export interface StateFolder extends AsyncDisposable {
  /** Null where there is none. */
  read(name: string): string | null
  /** All of it or nothing; `lasting` also when the power fails right behind it. Gives the path of the file. */
  write(name: string, text: string, how?: 'lasting'): string
  remove(name: string): void
}

/** What is longer is not read. */
export const LARGEST_FILE = 1_048_576

export async function openStateFolder(path: string): Promise<StateFolder> {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    if (!statSync(path).isDirectory()) throw new Error('it is no folder')
    chmodSync(path, 0o700)
  } catch (error) {
    throw new AgentProblem('agent.state-folder', `The folder ${path} cannot be used: ${messageOf(error)}.`)
  }
  const release = await hold(path)

  return {
    read(name) {
      const file = join(path, name)
      try {
        return statSync(file).size <= LARGEST_FILE ? readFileSync(file, 'utf8') : null
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
        throw new AgentProblem('agent.state-folder', `${file} cannot be read: ${messageOf(error)}.`)
      }
    },
    write(name, text, how) {
      const file = join(path, name)
      const fresh = `${file}.new`
      const handle = openSync(fresh, 'w', 0o600)
      try {
        writeSync(handle, text)
        if (how === 'lasting') fsyncSync(handle)
      } finally {
        closeSync(handle)
      }
      renameSync(fresh, file)
      return file
    },
    remove: (name) => rmSync(join(path, name), { force: true }),
    [Symbol.asyncDispose]: release,
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
