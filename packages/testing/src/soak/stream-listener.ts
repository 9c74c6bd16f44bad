import { type ClientRequest, request as httpRequest } from 'node:http'

export interface StreamListener {
  /** Resolves with the first bytes of the stream. */
  readonly ready: Promise<void>
  /** Where it would go on, or empty. */
  lastId(): string
  close(): void
}

export interface Listening {
  readonly baseUrl: string
  readonly rooms: string
  readonly token: string
  /** Where to go on; empty: with a snapshot. */
  readonly after?: string
  /** Events that came of commands, by the id of the command. */
  readonly heard?: (commandId: string) => void
  /** The stream ended without having been closed here. */
  readonly lost?: () => void
}

const OPENS_WITHIN_MS = 20_000

/** A follower that keeps nothing of what it hears, for as long as one likes. */
export function listenTo({ baseUrl, rooms, token, after = '', heard, lost }: Listening): StreamListener {
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>()
  ready.catch(() => {})
  let lastId = after
  let isClosed = false
  const headers = { authorization: `Bearer ${token}`, ...(after !== '' && { 'last-event-id': after }) }
  const take = (block: string) => {
    const [, id] = /^id: (\S+)$/m.exec(block) ?? []
    if (id) lastId = id
    const [, commandId] = /"command_id":"([^"]+)"/.exec(block) ?? []
    if (commandId) heard?.(commandId)
  }
  const over = () => {
    reject(new Error('The stream ended before it began'))
    if (!isClosed) lost?.()
    isClosed = true
  }
  const asked: ClientRequest = httpRequest(
    `${baseUrl}/events?rooms=${rooms}`,
    { headers, agent: false, timeout: OPENS_WITHIN_MS },
    (response) => {
      if (response.statusCode !== 200) asked.destroy(new Error(`Refused with ${response.statusCode}`))
      let rest = ''
      response.setEncoding('utf8')
      response.on('data', (text: string) => {
        resolve()
        const blocks = (rest + text).split('\n\n')
        rest = blocks.pop() ?? ''
        for (const block of blocks) take(block)
      })
      response.on('error', over)
      response.on('close', over)
    },
  )
  asked.on('timeout', () => asked.destroy(new Error('Nothing came')))
  asked.on('error', over)
  asked.end()
  return {
    ready,
    lastId: () => lastId,
    close() {
      isClosed = true
      asked.destroy()
    },
  }
}
