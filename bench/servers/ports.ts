import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Program } from '../machine/program.ts'

const READY_WITHIN_MS = 60_000

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port is free.')
  return address.port
}

/** Waits until somebody takes connections there. */
export async function answers(port: number, { child }: Program): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS
  while (!(await takesConnections(port))) {
    if (child.exitCode !== null) throw new Error(`${child.spawnargs[4]} ended with ${child.exitCode}.`)
    if (performance.now() > deadline) throw new Error(`Nobody listens on port ${port}.`)
    await sleep(2)
  }
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const done = (taken: boolean) => {
      socket.destroy()
      resolve(taken)
    }
    socket.once('connect', () => done(true))
    socket.once('error', () => done(false))
  })
}
