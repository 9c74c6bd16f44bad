import { UsageError } from './usage-error.ts'

/** The port that the protocol has. */
const MQTT_PORT = 1883

export interface DisplayConfig {
  /** Where displays speak MQTT by TCP; 0: any free port. Missing: by WebSocket only. */
  readonly mqttPort?: number
}

export const DISPLAY_SETTINGS = [
  {
    flag: 'mqtt-port',
    env: 'BATON_MQTT_PORT',
    value: 'N',
    help: `port at which displays speak MQTT, 0 for any, or off (default: ${MQTT_PORT})`,
  },
] as const

export function displayConfig(given: (flag: string) => string | undefined): DisplayConfig {
  const text = given('mqtt-port') ?? String(MQTT_PORT)
  if (text === 'off') return {}
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return { mqttPort: port }
  throw new UsageError(`--mqtt-port takes a number from 0 to 65535, or off, not "${text}".`)
}
