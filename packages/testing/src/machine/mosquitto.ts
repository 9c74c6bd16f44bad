// A real Mosquitto for tests: the machine's own program, with the files that `baton mqtt config` writes, on free ports.
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { type BrokerConfig, type MosquittoWanted, machineChance, writeMosquittoFiles } from '@baton/hub'
import { freePort } from './ports.ts'
import { type ServerProcess, startServer } from './server-process.ts'

export interface MosquittoServer extends AsyncDisposable {
  readonly server: ServerProcess
  /** By which the hub comes. */
  readonly hubUrl: string
  /** By which displays come; of TLS null where it has no certificate. */
  readonly displayPort: number
  readonly displayUrl: string
  readonly tlsPort: number | null
  /** While it is ended: the list of who may come in is as it was first. */
  loseClients(): Promise<void>
  /** While it is ended: it has no sessions, no retained messages and nothing that waits. */
  loseMessages(): Promise<void>
}

export interface MosquittoOptions {
  readonly tls?: { readonly cert: string; readonly key: string }
}

/** It is a program of the system, beside those of people. */
const PATH = [process.env.PATH ?? '', '/usr/sbin', '/sbin'].join(delimiter)

export async function startMosquitto({ tls }: MosquittoOptions = {}): Promise<MosquittoServer> {
  const folder = await mkdtemp(join(tmpdir(), 'baton-mosquitto-'))
  const [displayPort, hubPort, tlsPort] = [await freePort(), await freePort(), await freePort()]
  const wanted: MosquittoWanted = {
    folder,
    isContainer: false,
    plugin: null,
    port: displayPort,
    tls: tls ? { port: tlsPort, ...tls } : null,
    websocketPort: null,
    hubPort,
  }
  await writeMosquittoFiles(wanted, machineChance())
  const conf = join(folder, 'mosquitto.conf')
  const written = await readFile(conf, 'utf8')
  const nearby = written.replaceAll(/^listener (\d+)$/gm, 'listener $1 127.0.0.1')
  // Started by root it would be somebody else, whom the folder is closed to.
  await writeFile(conf, process.getuid?.() === 0 ? `user root\n${nearby}` : nearby)
  const clients = join(folder, 'dynamic-security.json')
  const first = join(folder, 'first-clients.json')
  await copyFile(clients, first)
  const [, hubUrl = ''] =
    /^BATON_MQTT_BROKER=(.*)$/m.exec(await readFile(join(folder, 'baton.env'), 'utf8')) ?? []
  const server = await startServer({
    command: 'mosquitto',
    args: ['-c', conf],
    port: displayPort,
    ready: /mosquitto version \S+ running/,
    env: { PATH },
    tidy: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  })
  return {
    server,
    hubUrl,
    displayPort,
    displayUrl: `mqtt://127.0.0.1:${displayPort}`,
    tlsPort: tls ? tlsPort : null,
    loseClients: () => copyFile(first, clients),
    loseMessages: () => rm(join(folder, 'mosquitto.db'), { force: true }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

/** For `serveHub`, whose displays then come to this broker. */
export function besideHub({ hubUrl, displayPort, tlsPort }: MosquittoServer): BrokerConfig {
  const places = { host: '127.0.0.1', port: displayPort, tlsPort, websocketUrl: null }
  const forDisplays = { url: `mqtt://127.0.0.1:${displayPort}` }
  return { server: { url: hubUrl }, forDisplays, ...places }
}
