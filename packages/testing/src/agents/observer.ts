import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { flagOf, innermost, type Json } from './envelope.ts'

/** A second one that has registered with an agent, and sees its health reports as a hub does. */
export interface Observer extends AsyncDisposable {
  /** Of its latest report; null: none has come. */
  readonly latest: {
    readonly alive: boolean | null
    readonly paused: boolean | null
    readonly positionS: number | null
    readonly data: Json
  } | null
}

export async function observe(agentBaseUrl: string): Promise<Observer> {
  let latest: Observer['latest'] = null
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
    })
    request.on('end', () => {
      const data = innermost(JSON.parse(text))
      const { time, ps } = data as { time?: readonly unknown[]; ps?: Json | null }
      const [seconds] = time ?? []
      latest = {
        alive: flagOf(ps?.is_alive),
        paused: flagOf(data.paused),
        positionS: typeof seconds === 'number' ? seconds : null,
        data,
      }
      response.end('{}')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const callback_url = `http://127.0.0.1:${port}/health`
  const answer = await fetch(`${agentBaseUrl}/register_client`, {
    method: 'POST',
    body: JSON.stringify({ callback_url, agent_base_url: agentBaseUrl }),
  })
  if (!answer.ok) throw new Error(`The agent registers nobody: ${answer.status}`)
  return {
    get latest() {
      return latest
    },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}
