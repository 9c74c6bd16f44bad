import { connect, type IClientOptions, type IClientPublishOptions, type MqttClient } from 'mqtt'
import type { Answer, Program, ServedHub } from '../worlds/http-world.ts'

/** What a display speaks by. */
export interface DisplayCredentials {
  readonly playerKey: string
  readonly apiToken: string
}

/** A display that shows its code, as far as it is before anybody has used that. */
export async function provisioned(hub: Pick<ServedHub, 'ask'>, body: object = {}): Promise<Answer['json']> {
  const answer = await hub.ask('/api/player/provision', { method: 'POST', body })
  if (answer.status !== 201) throw new Error(`Not provisioned: ${answer.text}`)
  return answer.json
}

/** A display of this owner, with the credentials that it has fetched. */
export async function registeredDisplay(
  hub: Pick<ServedHub, 'ask'>,
  owner: Program,
  name = 'Frame',
): Promise<DisplayCredentials> {
  const { player_key: playerKey, registration_code } = await provisioned(hub)
  const registered = await owner.post('/api/player/register', { registration_code, name })
  if (registered.status !== 201) throw new Error(`Not registered: ${registered.text}`)
  const { json, text } = await hub.ask(`/api/player/${playerKey}/credentials`)
  if (!json.api_token) throw new Error(`No credentials: ${text}`)
  return { playerKey: String(playerKey), apiToken: String(json.api_token) }
}

/** A client of MQTT that speaks for a display. It does not come again by itself. */
export interface DisplayClient extends AsyncDisposable {
  readonly client: MqttClient
  /** Below its own topics; resolves with the acknowledgement. */
  say(topic: string, message: unknown, options?: IClientPublishOptions): Promise<void>
  /** Resolves with what each was granted: 128 where it was refused. */
  follow(...filters: readonly string[]): Promise<readonly number[]>
  /** The next message at that topic of its own that nobody has taken yet. */
  heard(topic: string): Promise<Readonly<Record<string, unknown>>>
  /** Everything that came and was not taken. */
  readonly untaken: readonly { readonly topic: string; readonly text: string }[]
  /** Resolves when the connection is over. */
  readonly closed: Promise<void>
}

export async function displayClient(
  url: string,
  { playerKey, apiToken }: DisplayCredentials,
  options: IClientOptions = {},
): Promise<DisplayClient> {
  const client = await connected(url, {
    username: playerKey,
    password: apiToken,
    reconnectPeriod: 0,
    protocolVersion: 4,
    connectTimeout: 60_000,
    ...options,
  })
  const own = (topic: string) => `makapix/player/${playerKey}/${topic}`
  const messages: { topic: string; text: string }[] = []
  const waiting = new Set<() => void>()
  client.on('message', (topic, payload) => {
    messages.push({ topic, text: payload.toString() })
    for (const look of [...waiting]) look()
  })
  client.on('error', () => {})
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()))
  return {
    client,
    untaken: messages,
    closed,
    async say(topic, message, publish = { qos: 1 }) {
      const text = typeof message === 'string' ? message : JSON.stringify(message)
      await client.publishAsync(own(topic), text, publish)
    },
    async follow(...filters) {
      const granted = await new Promise<readonly { readonly qos: number }[]>((resolve) => {
        client.subscribe([...filters], { qos: 1 }, (_error, grants, packet) => {
          const codes = packet?.granted as readonly number[] | undefined
          resolve(codes ? codes.map((qos) => ({ qos })) : (grants ?? []))
        })
      })
      return granted.map(({ qos }) => qos)
    },
    heard: (topic) =>
      new Promise((resolve) => {
        const look = () => {
          const at = messages.findIndex((message) => message.topic === own(topic))
          if (at < 0) return
          waiting.delete(look)
          const [message] = messages.splice(at, 1)
          resolve(JSON.parse(message?.text ?? '{}'))
        }
        waiting.add(look)
        look()
      }),
    [Symbol.asyncDispose]: async () => {
      await client.endAsync(true)
    },
  }
}

/** The library's own promise stays open where the connection ends before it was answered. */
function connected(url: string, options: IClientOptions): Promise<MqttClient> {
  return new Promise((resolve, reject) => {
    const client = connect(url, options)
    client.once('connect', () => resolve(client))
    client.once('error', reject)
    client.once('close', () => reject(new Error('The connection ended before it was answered')))
  })
}
