import { request as httpRequest, type IncomingMessage } from 'node:http'

export interface Heard {
  readonly event: string
  readonly id: string | null
  readonly data: Readonly<Record<string, unknown>>
}

export interface EventStream extends AsyncDisposable {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  /** The next event; beacons, which come by the clock, are passed over. */
  next(): Promise<Heard>
  /** The next event of this name, beacons too; others are passed over. */
  until(name: string): Promise<Heard>
  /** Resolves when a comment line comes. */
  comment(): Promise<void>
  /** Resolves when the hub ends the stream. */
  readonly ended: Promise<void>
  readonly response: IncomingMessage
}

const WAIT_MS = 30_000

/** Reads a stream as a plain program would: blocks of lines, parted by empty ones. */
export function openStream(url: string, headers: Readonly<Record<string, string>>): Promise<EventStream> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(url, { headers, agent: false }, (response) => resolve(reading(response)))
    asked.on('error', reject).end()
  })
}

function reading(response: IncomingMessage): EventStream {
  const heard: Heard[] = []
  const wanted: ((event: Heard) => void)[] = []
  const comments: (() => void)[] = []
  let rest = ''
  const ended = new Promise<void>((resolve) => {
    response.once('close', resolve)
    response.on('error', () => resolve())
  })
  response.setEncoding('utf8')
  response.on('data', (text: string) => {
    const blocks = (rest + text).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      if (block === ':') for (const tell of comments.splice(0)) tell()
      const event = eventOf(block)
      if (event) {
        const tell = wanted.shift()
        if (tell) tell(event)
        else heard.push(event)
      }
    }
  })
  const anything = () => {
    const waiting = heard.shift()
    if (waiting) return Promise.resolve(waiting)
    return within(new Promise<Heard>((resolve) => wanted.push(resolve)), 'an event')
  }
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    response,
    ended,
    async next() {
      for (;;) {
        const event = await anything()
        if (!event.event.endsWith('_beacon')) return event
      }
    },
    async until(name) {
      for (;;) {
        const event = await anything()
        if (event.event === name) return event
      }
    },
    comment: () => within(new Promise<void>((resolve) => comments.push(resolve)), 'a comment'),
    async [Symbol.asyncDispose]() {
      response.destroy()
      await ended
    },
  }
}

function eventOf(block: string): Heard | null {
  const field = (name: string) =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2) ?? null
  const data = field('data')
  return data === null
    ? null
    : { event: field('event') ?? 'message', id: field('id'), data: JSON.parse(data) }
}

function within<T>(work: Promise<T>, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), WAIT_MS)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
