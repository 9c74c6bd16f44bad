import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { AgentProblem } from '../problem.ts'

/**
 * One agent for each folder: two would take each other's report numbers. It listens at a socket in it, which ends with
 * the process, however that ends; whether somebody answers there tells the living from the dead.
 */
export async function hold(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'running')
  const server = createServer((socket) => socket.destroy())
  if (!(await listens(server, path))) {
    if (await answers(path)) {
      throw new AgentProblem(
        'agent.already-runs',
        `Another agent runs with the folder ${folder}. Give this one its own --state.`,
      )
    }
    rmSync(path, { force: true })
    if (!(await listens(server, path))) {
      throw new AgentProblem('agent.already-runs', `Another agent has just begun with the folder ${folder}.`)
    }
  }
  server.unref()
  return async () => {
    server.close()
    await once(server, 'close')
  }
}

async function listens(server: Server, path: string): Promise<boolean> {
  server.listen(path)
  try {
    await once(server, 'listening')
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') return false
    throw new AgentProblem(
      'agent.state-folder',
      `The folder of the state cannot be held (${code}); its name may be too long.`,
    )
  }
}

async function answers(path: string): Promise<boolean> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
