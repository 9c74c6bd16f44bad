import { setTimeout as wait } from 'node:timers/promises'

export interface PlainEvent {
  readonly name: string
  readonly id: string
  readonly data: Readonly<Record<string, unknown>>
}

const PAUSE_MS = 100

/** Follows as a plain EventSource would: it writes down every event as it came, and reconnects with the last id. */
export class PlainFollower implements AsyncDisposable {
  readonly events: PlainEvent[] = []
  connections = 0
  readonly #closing = new AbortController()
  readonly #running: Promise<void>
  #lastId = ''

  constructor(url: string, token: string) {
    this.#running = this.#run(url, token)
  }

  /** Numbers of the events of the log, in the order in which they came. */
  get seqs(): readonly number[] {
    const isOfTheLog = ({ name, data }: PlainEvent) =>
      typeof data.type === 'string' && !name.endsWith('_beacon')
    return this.events.filter(isOfTheLog).map(({ id }) => seqOf(id))
  }

  get seq(): number {
    return this.#lastId === '' ? 0 : seqOf(this.#lastId)
  }

  named(name: string): readonly PlainEvent[] {
    return this.events.filter((event) => event.name === name)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    await this.#running
  }

  async #run(url: string, token: string): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      try {
        const headers = { authorization: `Bearer ${token}`, 'last-event-id': this.#lastId }
        const response = await fetch(url, { headers, signal })
        if (!response.ok) throw new Error(`The stream was refused with ${response.status}`)
        this.connections++
        await this.#read(response)
      } catch {
        // The hub is away or ended the stream: the next round resumes.
      }
      await wait(PAUSE_MS, undefined, { signal }).catch(() => {})
    }
  }

  /** Only what was sent whole counts, as the standard has it. */
  async #read(response: Response): Promise<void> {
    let rest = ''
    for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (rest + text).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) this.#take(block)
    }
  }

  #take(block: string): void {
    const fields = new Map(
      block
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
    )
    const data = fields.get('data')
    if (data === undefined) return
    this.#lastId = fields.get('id') ?? this.#lastId
    this.events.push({ name: fields.get('event') ?? 'message', id: this.#lastId, data: JSON.parse(data) })
  }
}

function seqOf(id: string): number {
  return Number(id.split('-')[1])
}
