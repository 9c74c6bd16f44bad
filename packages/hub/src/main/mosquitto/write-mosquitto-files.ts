import { mkdir, writeFile } from 'node:fs/promises'
import { isAbsolute, join, relative } from 'node:path'
import { firstClients } from '#brokers/external'
import { DISPLAY_TOPICS } from '#doors/mqtt'
import type { Chance } from '#engine'
import { UsageError } from '../config/usage-error.ts'
import { mosquittoConf } from './mosquitto-conf.ts'

const USERNAME = 'baton'
const PASSWORD_BYTES = 24
/** Nobody else of this machine reads what holds a password. */
const SECRET = 0o600
const PLAIN = 0o644
const DEBIAN_PLUGIN = '/usr/lib/x86_64-linux-gnu/mosquitto_dynamic_security.so'
/** Of the image `eclipse-mosquitto`. */
const CONTAINER = {
  plugin: '/usr/lib/mosquitto_dynamic_security.so',
  folder: '/mosquitto/config',
  dataFolder: '/mosquitto/data',
} as const

export interface MosquittoWanted {
  /** Where the files are written. */
  readonly folder: string
  /** For the image `eclipse-mosquitto`, with this folder at /mosquitto/config. */
  readonly isContainer: boolean
  /** Null: the usual place on a Debian, or in the container. */
  readonly plugin: string | null
  readonly port: number | null
  readonly tls: { readonly port: number; readonly cert: string; readonly key: string } | null
  readonly websocketPort: number | null
  readonly hubPort: number
}

/** Writes everything that a Mosquitto beside a hub needs. Answers with the files; what is there already is refused. */
export async function writeMosquittoFiles(
  wanted: MosquittoWanted,
  chance: Pick<Chance, 'bytes'>,
): Promise<readonly string[]> {
  const { folder, isContainer, port, tls, websocketPort, hubPort } = wanted
  const password = Buffer.from(chance.bytes(PASSWORD_BYTES)).toString('base64url')
  const conf = mosquittoConf({
    folder: isContainer ? CONTAINER.folder : folder,
    dataFolder: isContainer ? CONTAINER.dataFolder : folder,
    plugin: wanted.plugin ?? (isContainer ? CONTAINER.plugin : DEBIAN_PLUGIN),
    port,
    tls: tls && isContainer ? inContainer(tls, folder) : tls,
    websocketPort,
    // A container has a network of its own, in which only its services are.
    hubHost: isContainer ? '0.0.0.0' : '127.0.0.1',
    hubPort,
  })
  const clients = firstClients({ username: USERNAME, password, displayTopics: DISPLAY_TOPICS }, chance)
  const hubUrl = `mqtt://${USERNAME}:${password}@${isContainer ? 'mosquitto' : '127.0.0.1'}:${hubPort}`
  const files = [
    { name: 'mosquitto.conf', text: conf, mode: PLAIN },
    { name: 'dynamic-security.json', text: `${JSON.stringify(clients, null, 2)}\n`, mode: SECRET },
    { name: 'baton.env', text: hubEnv(hubUrl, wanted), mode: SECRET },
    ...(isContainer ? [{ name: 'compose.mosquitto.yaml', text: composeFile(wanted), mode: PLAIN }] : []),
  ]
  await mkdir(folder, { recursive: true }).catch(cannotWrite(folder))
  const written = []
  for (const { name, text, mode } of files) {
    const path = join(folder, name)
    await writeFile(path, text, { flag: 'wx', mode }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') return cannotWrite(path)(error)
      throw new UsageError(`${path} is there already. Choose another folder, or take it away first.`)
    })
    written.push(path)
  }
  return written
}

/** As the broker finds it there. */
function inContainer(
  { port, cert, key }: NonNullable<MosquittoWanted['tls']>,
  folder: string,
): NonNullable<MosquittoWanted['tls']> {
  const path = (file: string) => {
    const below = relative(folder, file)
    if (below.startsWith('..') || isAbsolute(below))
      throw new UsageError(`With --container the certificate has to lie in ${folder}: ${file} does not.`)
    return `${CONTAINER.folder}/${below}`
  }
  return { port, cert: path(cert), key: path(key) }
}

function cannotWrite(path: string): (error: NodeJS.ErrnoException) => never {
  return ({ code = 'unknown' }) => {
    throw new UsageError(`${path} cannot be written: ${code}.`)
  }
}

function hubEnv(url: string, { port, tls, websocketPort }: MosquittoWanted): string {
  const addresses = [
    ...(port === null ? [] : [`mqtt://HOST:${port}`]),
    ...(tls === null ? [] : [`mqtts://HOST:${tls.port}`]),
    ...(websocketPort === null ? [] : [`ws://HOST:${websocketPort}`]),
  ]
  return `# For each worker of the hub. Whoever has this may let in whom he likes.
BATON_MQTT_BROKER=${url}
# Where displays find the broker: put its name or address in the place of HOST.
# BATON_MQTT_ADDRESS=${addresses.join(',')}
`
}

function composeFile({ folder, port, tls, websocketPort }: MosquittoWanted): string {
  const ports = [port, tls?.port ?? null, websocketPort].filter((one) => one !== null)
  return `# Beside the services of Baton: docker compose -f deploy/compose.yaml -f ${folder}/compose.mosquitto.yaml up
services:
  mosquitto:
    image: eclipse-mosquitto:2.0
    ports: [${ports.map((one) => `"${one}:${one}"`).join(', ')}]
    volumes:
      - ${folder}:/mosquitto/config
      - mosquitto:/mosquitto/data
    restart: unless-stopped
  worker:
    env_file: [${folder}/baton.env]
    depends_on: [mosquitto]
volumes:
  mosquitto:
`
}
