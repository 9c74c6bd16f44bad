// `baton mqtt config DIR`: what a Mosquitto beside the hub needs, in one folder.
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { UsageError } from '../config/usage-error.ts'
import { machineChance } from '../platform/system-clock.ts'
import { type MosquittoWanted, writeMosquittoFiles } from './write-mosquitto-files.ts'

const OPTIONS = {
  port: { type: 'string' },
  'hub-port': { type: 'string' },
  'tls-cert': { type: 'string' },
  'tls-key': { type: 'string' },
  'tls-port': { type: 'string' },
  'websocket-port': { type: 'string' },
  plugin: { type: 'string' },
  container: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

const HELP = `npm run baton -- mqtt config DIR [options]

  writes into DIR what a Mosquitto 2 beside the hub needs: mosquitto.conf, the first list of who may come in, and
  baton.env, by which the hub finds the broker

  --port N                port for displays, or off (default: 1883)
  --tls-cert FILE         certificate of the broker: displays come by TLS as well
  --tls-key FILE          the key of that certificate
  --tls-port N            port for displays by TLS (default: 8883)
  --websocket-port N      port for displays by WebSocket (default: none, they come through the hub)
  --hub-port N            port for the hub, on this machine alone (default: 1884)
  --plugin FILE           where the broker finds mosquitto_dynamic_security.so (default: as on Debian)
  --container             for the image eclipse-mosquitto, with a file for docker compose

`

/** Answers with what is to be printed. */
export async function runMosquittoCommand(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { values, positionals } = parsed(args)
  if (values.help) return HELP
  const [word, folder, ...others] = positionals
  if (word !== 'config' || folder === undefined || folder === '' || others.length > 0)
    throw new UsageError('Say what to write, and where: mqtt config DIR. See --help.')
  const cert = values['tls-cert']
  const key = values['tls-key']
  if ((cert === undefined) !== (key === undefined))
    throw new UsageError('--tls-cert and --tls-key go together.')
  const path = (file: string) => resolve(env.INIT_CWD ?? '', file)
  const wanted: MosquittoWanted = {
    folder: path(folder),
    isContainer: values.container ?? false,
    plugin: values.plugin ?? null,
    port: values.port === 'off' ? null : port('port', values.port ?? '1883'),
    tls:
      cert === undefined || key === undefined
        ? null
        : { port: port('tls-port', values['tls-port'] ?? '8883'), cert: path(cert), key: path(key) },
    websocketPort:
      values['websocket-port'] === undefined ? null : port('websocket-port', values['websocket-port']),
    hubPort: port('hub-port', values['hub-port'] ?? '1884'),
  }
  if (wanted.port === null && wanted.tls === null)
    throw new UsageError('Displays need --port, or a certificate for TLS.')
  const files = await writeMosquittoFiles(wanted, machineChance())
  return `${files.map((file) => `Wrote ${file}`).join('\n')}\n${nextSteps(wanted)}`
}

function nextSteps({ folder, isContainer }: MosquittoWanted): string {
  return isContainer
    ? `Next: chown 1883 ${folder} ${folder}/dynamic-security.json, and docs/guides/mosquitto.md.\n`
    : `Next: chown mosquitto ${folder} ${folder}/dynamic-security.json, and docs/guides/mosquitto.md.\n`
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    const [sentence] = (error as Error).message.split(/[.\n]/)
    throw new UsageError(`${sentence}. See --help.`)
  }
}

function port(flag: string, text: string): number {
  const value = Number(text)
  if (/^\d{1,5}$/.test(text) && value >= 1 && value <= 65_535) return value
  throw new UsageError(`--${flag} takes a number from 1 to 65535, not "${text}".`)
}
