import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { DisplayCredentials } from './display-client.ts'

const PYTHON = '/usr/bin/python3'
const PROGRAM = fileURLToPath(new URL('./telling.py', import.meta.url))

type Happened = Readonly<Record<string, unknown>>

/** A display by paho-mqtt, which comes again by itself. */
export interface TellingDisplay extends AsyncDisposable {
  say(about: string, message: unknown): void
  /** The next thing that happened and has this field; what happened before is over then. */
  next(field: 'connected' | 'refused' | 'acknowledged'): Promise<Happened>
  /** The next message at that topic of its own. */
  heard(about: string): Promise<Happened>
}

export function tellingDisplay(port: number, { playerKey, apiToken }: DisplayCredentials): TellingDisplay {
  const child = spawn(PYTHON, [PROGRAM, '127.0.0.1', String(port), playerKey, apiToken], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const happened: Happened[] = []
  const looking = new Set<() => void>()
  let isOver = false
  const look = () => {
    for (const one of [...looking]) one()
  }
  createInterface(child.stdout)
    .on('line', (line) => {
      happened.push(JSON.parse(line))
      look()
    })
    .on('close', () => {
      isOver = true
      look()
    })
  const find = (isWanted: (one: Happened) => boolean) =>
    new Promise<Happened>((resolve, reject) => {
      const one = () => {
        const at = happened.findIndex(isWanted)
        if (at < 0 && !isOver) return
        looking.delete(one)
        const [found] = at < 0 ? [] : happened.splice(at, 1)
        if (found) resolve(found)
        else reject(new Error('The display has ended'))
      }
      looking.add(one)
      one()
    })
  return {
    say: (about, message) => void child.stdin.write(`${JSON.stringify({ about, message })}\n`),
    next: (field) => find((one) => field in one),
    async heard(about) {
      return (await find((one) => one.about === about)).message as Happened
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const over = new Promise((resolve) => child.once('close', resolve))
      child.kill('SIGKILL')
      await over
    },
  }
}
