import { once } from 'node:events'
import { createServer } from 'node:net'

const FIRST = 11_000
const OF_A_PROCESS = 30
const PROCESSES = 700
/** Where test files run beside each other the runner gives each a place; by their process numbers two could meet. */
const PLACES = 16
const { BATON_TEST_RUN: run, BATON_TEST_PLACE: place } = process.env
const share = run === undefined ? process.pid : Number(run) * PLACES + Number(place)
let asked = 0

/**
 * A port of this machine that nobody listens on, and that stays free while a server is started there, ended and
 * started again: below those that the system hands out by itself, and from a share of this process alone.
 */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < OF_A_PROCESS; tried++) {
    const port = FIRST + (share % PROCESSES) * OF_A_PROCESS + (asked++ % OF_A_PROCESS)
    if (await isFree(port)) return port
  }
  throw new Error('No port is free')
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  const listening = once(server, 'listening').then(
    () => true,
    () => false,
  )
  server.listen(port)
  if (!(await listening)) return false
  server.close()
  await once(server, 'close')
  return true
}
