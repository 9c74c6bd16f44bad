import { mkdir } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeFolder } from '../machine/folder.ts'
import { cpuMs, rssBytes, startProgram } from '../machine/program.ts'
import { HUB_ENV, hubArguments, hubNodeOptions } from '../servers/hub.ts'
import { freePort } from '../servers/ports.ts'
import { writeTrack } from '../servers/track.ts'
import type { Extent, Figure, Row } from './figure.ts'

const IDLE_AFTER_MS = 3_000
const READY_WITHIN_MS = 20_000
const MEBIBYTE = 2 ** 20
const REFERENCE = 'node -e with a minimal node:http server'

export const start: Figure = {
  name: 'start',
  title: 'Start and rest',
  how: 'From the start of the process to its first 200, on a data folder that is there already; three seconds later, with nobody connected, its memory and its processor time since the start.',
  async measure({ starts }: Extent) {
    await using folder = await makeFolder()
    await mkdir(join(folder.path, 'music'))
    await writeTrack(join(folder.path, 'music'))
    const hub = (port: number) => [...hubNodeOptions(), ...hubArguments(folder.path, port)]
    await one(hub)
    const baton: Started[] = []
    const reference: Started[] = []
    for (let turn = 0; turn < starts; turn++) {
      baton.push(await one(hub))
      reference.push(await one(minimal))
    }
    const row = (what: string, unit: string, value: (started: Started) => number): Row => ({
      what,
      unit,
      baton: baton.map((started) => ({ value: value(started) })),
      reference: reference.map((started) => ({ value: value(started) })),
      referenceName: REFERENCE,
    })
    return [
      row('start to the first answer', 'ms', ({ firstAnswerMs }) => firstAnswerMs),
      row('memory at rest', 'MiB', ({ restBytes }) => restBytes / MEBIBYTE),
      row('processor time of the first 3 s', 'ms', ({ spentMs }) => spentMs),
    ]
  },
}

interface Started {
  readonly firstAnswerMs: number
  readonly restBytes: number
  readonly spentMs: number
}

async function one(argumentsAt: (port: number) => readonly string[]): Promise<Started> {
  const port = await freePort()
  const began = performance.now()
  await using program = startProgram(process.execPath, argumentsAt(port), { env: HUB_ENV })
  while ((await statusAt(port)) !== 200) {
    if (performance.now() - began > READY_WITHIN_MS) throw new Error('There was no answer.')
    await sleep(1)
  }
  const firstAnswerMs = performance.now() - began
  await sleep(IDLE_AFTER_MS)
  return { firstAnswerMs, restBytes: rssBytes(program.pid), spentMs: cpuMs(program.pid) }
}

function minimal(port: number): readonly string[] {
  return [
    '-e',
    `require('node:http').createServer((_, response) => response.end('{}')).listen(${port}, '127.0.0.1')`,
  ]
}

/** Null while nobody listens. */
function statusAt(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, path: '/setup', agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode ?? null)
    })
    asked.on('error', () => resolve(null))
    asked.end()
  })
}
