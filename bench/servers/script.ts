import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeFolder } from '../machine/folder.ts'
import { startProgram } from '../machine/program.ts'
import { answers, freePort } from './ports.ts'

export interface ScriptServer extends AsyncDisposable {
  readonly port: number
  readonly pid: number
}

/** A reference of this folder, as a process of its own: its words are what it is given and the port. */
export async function startScript(
  name: 'one-commit' | 'one-commit-postgres' | 'broadcaster' | 'socket-io',
  word: string,
): Promise<ScriptServer> {
  const port = await freePort()
  const program = startProgram(process.execPath, [
    fileURLToPath(new URL(`./${name}.ts`, import.meta.url)),
    word,
    String(port),
  ])
  try {
    await answers(port, program)
  } catch (error) {
    await program.end()
    throw error
  }
  return { port, pid: program.pid, [Symbol.asyncDispose]: () => program.end() }
}

/** A reference that commits to an SQLite database of its own, which goes with it. */
export async function startWithDatabase(name: 'one-commit' | 'socket-io'): Promise<ScriptServer> {
  await using opened = new AsyncDisposableStack()
  const folder = opened.use(await makeFolder())
  const server = opened.use(await startScript(name, join(folder.path, 'one.db')))
  const running = opened.move()
  return { ...server, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
