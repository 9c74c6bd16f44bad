import { isIP } from 'node:net'
import { type Server, server } from './servers.ts'
import { UsageError } from './usage-error.ts'

/** The ports that the protocol has. */
const MQTT_PORT = 1883
const MQTT_TLS_PORT = 8883
const EXAMPLE = 'mqtt://host:1883'
const BROKER_EXAMPLE = 'mqtts://baton:password@host:8883'
/** Fewer can be guessed by whoever has the database, whatever each guess costs. */
const PASSWORD_LENGTH = 12

/** A broker beside the hub. */
export interface BrokerConfig {
  /** Where the hub finds it. */
  readonly server: Server
  /** Where the hub finds the listener for displays: those that come to it by WebSocket are handed on there. */
  readonly forDisplays: Server
  /** Where displays do; null: where they find the hub. */
  readonly host: string | null
  /** Null: not by plain TCP. */
  readonly port: number | null
  /** Null: not by TLS. */
  readonly tlsPort: number | null
  /** Null: through the hub. */
  readonly websocketUrl: string | null
}

export interface DisplayConfig {
  /** Where displays speak MQTT by TCP with the hub itself; 0: any free port. Missing: by WebSocket only. */
  readonly mqttPort?: number
  /** The same by TLS, with the certificate of the hub. Missing: not at all. */
  readonly mqttTlsPort?: number
  /** Missing: the hub is the broker. */
  readonly mqttBroker?: BrokerConfig
}

export const DISPLAY_SETTINGS = [
  {
    flag: 'mqtt-port',
    env: 'BATON_MQTT_PORT',
    value: 'N',
    help: `port at which displays speak MQTT, 0 for any, or off (default: ${MQTT_PORT})`,
  },
  {
    flag: 'mqtt-tls-port',
    env: 'BATON_MQTT_TLS_PORT',
    value: 'N',
    help: `the same by TLS, such as ${MQTT_TLS_PORT}; with --tls (default: none)`,
  },
  {
    flag: 'mqtt-broker',
    env: 'BATON_MQTT_BROKER',
    value: 'URL',
    help: 'mqtt://... or mqtts://..., a broker beside the hub for displays (default: the hub itself)',
  },
  {
    flag: 'mqtt-broker-ca',
    env: 'BATON_MQTT_BROKER_CA',
    value: 'FILE',
    help: 'certificate that the broker must be signed with',
  },
  {
    flag: 'mqtt-broker-displays',
    env: 'BATON_MQTT_BROKER_DISPLAYS',
    value: 'URL',
    help: 'where the hub finds the listener for displays (default: the host of the broker, a port of --mqtt-address)',
  },
  {
    flag: 'mqtt-address',
    env: 'BATON_MQTT_ADDRESS',
    value: 'A,B',
    help: `where displays find that broker: mqtt://, mqtts:// and wss:// (default: its host, port ${MQTT_PORT})`,
  },
] as const

export function displayConfig(given: (flag: string) => string | undefined): DisplayConfig {
  const text = given('mqtt-port')
  const broker = server(
    'mqtt-broker',
    /^mqtts?:$/,
    given('mqtt-broker'),
    given('mqtt-broker-ca'),
    BROKER_EXAMPLE,
  )
  const addresses = given('mqtt-address')
  const listener = given('mqtt-broker-displays')
  if (!broker) {
    if (listener !== undefined)
      throw new UsageError('--mqtt-broker-displays is of no use without --mqtt-broker.')
    if (addresses !== undefined) throw new UsageError('--mqtt-address is of no use without --mqtt-broker.')
    return { ...ownPort(text ?? String(MQTT_PORT)), ...ownTlsPort(given) }
  }
  if (given('mqtt-tls-port') !== undefined)
    throw new UsageError('--mqtt-tls-port is for a hub that is the broker itself, without --mqtt-broker.')
  if (text !== undefined && text !== 'off')
    throw new UsageError('--mqtt-port is for a hub that is the broker itself, without --mqtt-broker.')
  const url = new URL(broker.url)
  const { hostname } = url
  const places = placesIn(addresses, hostname)
  if (passwordIn(url).length < PASSWORD_LENGTH)
    throw new UsageError(
      `--mqtt-broker needs a password of ${PASSWORD_LENGTH} characters or more: it guards the tokens of displays.`,
    )
  const { port, tlsPort } = places
  const usual = port === null ? `mqtts://${hostname}:${tlsPort}` : `mqtt://${hostname}:${port}`
  const forDisplays = { ...broker, url: displaysAt(listener) ?? usual }
  return { mqttBroker: { server: broker, forDisplays, ...places } }
}

function passwordIn({ username, password }: URL): string {
  try {
    decodeURIComponent(username)
    return decodeURIComponent(password)
  } catch {
    throw new UsageError(`--mqtt-broker takes an address such as ${BROKER_EXAMPLE}.`)
  }
}

function ownPort(text: string): DisplayConfig {
  if (text === 'off') return {}
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return { mqttPort: port }
  throw new UsageError(`--mqtt-port takes a number from 0 to 65535, or off, not "${text}".`)
}

function ownTlsPort(given: (flag: string) => string | undefined): DisplayConfig {
  const text = given('mqtt-tls-port')
  if (text === undefined) return {}
  if ((given('tls') ?? given('tls-cert')) === undefined)
    throw new UsageError('--mqtt-tls-port takes the certificate of the hub: it needs --tls or --tls-cert.')
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return { mqttTlsPort: port }
  throw new UsageError(`--mqtt-tls-port takes a number from 0 to 65535, not "${text}".`)
}

/** Whoever comes there brings a name and a password of its own. */
function displaysAt(text: string | undefined): string | undefined {
  const { url } = server('mqtt-broker-displays', /^mqtts?:$/, text, undefined, EXAMPLE) ?? {}
  if (url === undefined) return undefined
  const { username, password, hostname } = new URL(url)
  if (hostname === '' || username !== '' || password !== '')
    throw new UsageError(`--mqtt-broker-displays takes an address such as ${EXAMPLE}.`)
  return url
}

type Places = Omit<BrokerConfig, 'server' | 'forDisplays'>

function placesIn(text: string | undefined, brokerHost: string): Places {
  const places: { -readonly [name in keyof Places]: Places[name] } = {
    host: isLoopback(brokerHost) ? null : plain(brokerHost),
    port: null,
    tlsPort: null,
    websocketUrl: null,
  }
  if (text === undefined) return { ...places, port: MQTT_PORT }
  for (const part of text.split(',').map((one) => one.trim())) {
    const url = URL.canParse(part) ? new URL(part) : null
    const kind = url && /^(mqtts?|wss?):$/.test(url.protocol) && url.hostname !== '' ? url.protocol : null
    if (!url || !kind || url.username !== '' || url.password !== '')
      throw new UsageError(
        `--mqtt-address takes addresses such as mqtts://broker.example.org:8883, not "${part}".`,
      )
    if (kind === 'ws:' || kind === 'wss:') {
      places.websocketUrl = part
      continue
    }
    places.host = plain(url.hostname)
    if (kind === 'mqtt:') places.port = Number(url.port || MQTT_PORT)
    else places.tlsPort = Number(url.port || MQTT_TLS_PORT)
  }
  if (places.port === null && places.tlsPort === null)
    throw new UsageError('--mqtt-address needs one that begins with mqtt:// or mqtts://.')
  return places
}

function isLoopback(hostname: string): boolean {
  const host = plain(hostname)
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

function plain(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '')
}
