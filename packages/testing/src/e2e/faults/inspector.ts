// Looks from outside at what must hold whatever fails: the log in the database against what was acknowledged, the right to
// sound, and what loudspeakers let hear. Each second while the load runs, and once more when it is over.
import { setTimeout as wait } from 'node:timers/promises'
import type { AcceptedReceipt } from '@baton/client'
import pg from 'pg'
import type { WorldDevice } from '../../worlds/hub-process-world.ts'
import type { Load, SentCommand } from './load.ts'

const LOOK_EVERY_MS = 1_000
const ANSWERS_WITHIN_MS = 2_000

interface LogRow {
  readonly seq: number
  readonly room: string
  readonly type: string
  readonly revision: number
  readonly at: number
  readonly command_id: string | null
}

interface Right {
  readonly activeDeviceId: string | null
  readonly speakerEpoch: number
  readonly offer: { readonly offerId: string } | null
}

export interface InspectorOptions {
  readonly databaseUrl: string
  readonly load: Load
  readonly devices: readonly WorldDevice[]
}

export class Inspector implements AsyncDisposable {
  readonly violations = new Set<string>()
  /** How often it could look: not while the database is away. */
  looks = 0
  /** Of those, how often nobody else's right was in motion, so that tickets could be judged. */
  rightsJudged = 0
  readonly #options: InspectorOptions
  readonly #since: number
  readonly #log: LogRow[] = []
  readonly #closing = new AbortController()
  readonly #running: Promise<void>

  constructor(options: InspectorOptions) {
    this.#options = options
    this.#since = options.devices[0]?.hub.clock.now() ?? 0
    this.#running = this.#run()
  }

  get log(): readonly LogRow[] {
    return this.#log
  }

  /** The log's last number, from the database. */
  async head(): Promise<number> {
    const [row] = await this.#ask<{ readonly seq: number }>('select max(seq)::int as seq from event')
    return row?.seq ?? 0
  }

  async look(): Promise<void> {
    const sent = [...this.#options.load.sent]
    const acknowledged = sent.flatMap(({ answer, ...row }) => (isEffect(answer) ? [{ ...row, answer }] : []))
    await this.#readLog()
    for (const { answer, commandId, ask } of acknowledged) {
      const row = this.#log[answer.seq - 1]
      if (row?.command_id !== commandId || row.revision !== answer.revision)
        this.#violation(`${ask.type} was acknowledged at ${answer.seq} and is not there`)
    }
    await this.#checkRights()
    this.looks++
  }

  /** Everything that was sent is answered by now. */
  async lastLook(): Promise<void> {
    await this.look()
    const revisions = new Map<string, Set<number>>()
    for (const { command_id: commandId, revision, room } of this.#log) {
      if (commandId === null || !room.startsWith('session:')) continue
      const known = revisions.get(commandId)
      if (known) known.add(revision)
      else revisions.set(commandId, new Set([revision]))
    }
    for (const [commandId, { size }] of revisions)
      if (size > 1) this.#violation(`${commandId} had ${size} effects`)
    for (const { commandId, ask, answer } of this.#options.load.sent) {
      if (answer === null) this.#violation(`${ask.type} was never answered`)
      const isThere = revisions.has(commandId)
      if (answer === 'refused' && isThere) this.#violation(`${ask.type} was refused and had an effect`)
      if (answer !== null && answer !== 'refused' && !answer.changed && isThere)
        this.#violation(`${ask.type} changed nothing by its answer, and had an effect`)
    }
  }

  /** How long two loudspeakers were heard at once, at the longest. */
  longestOverlapMs(): number {
    const heard = this.#options.devices.flatMap(({ name, sound }) =>
      sound.heard.map(({ from, until }) => ({
        name,
        from: Math.max(from, this.#since),
        until: until ?? Number.POSITIVE_INFINITY,
      })),
    )
    const overlaps = heard.flatMap((one) =>
      heard
        .filter((other) => other.name > one.name)
        .map((other) => Math.min(one.until, other.until) - Math.max(one.from, other.from)),
    )
    return Math.max(0, ...overlaps)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort()
    await this.#running
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing
    while (!signal.aborted) {
      // While the database is away there is nothing to be seen.
      await this.look().catch(() => {})
      await wait(LOOK_EVERY_MS, undefined, { signal }).catch(() => {})
    }
  }

  async #readLog(): Promise<void> {
    const last = this.#log.at(-1)?.seq ?? 0
    const rows = await this.#ask<LogRow>(
      `select seq, room, type, revision, at, command_id from event where seq > ${last} order by seq`,
    )
    for (const row of rows) {
      const before = this.#log.at(-1)
      if (row.seq <= (before?.seq ?? 0)) continue
      if (row.seq !== (before?.seq ?? 0) + 1)
        this.#violation(`the log goes from ${before?.seq ?? 0} to ${row.seq}`)
      if (before && row.at < before.at) this.#violation(`time runs backwards at ${row.seq}`)
      this.#log.push(row)
    }
  }

  /** Only the device that has the right to sound is given music. Where the right moved meanwhile nothing is said. */
  async #checkRights(): Promise<void> {
    const before = await this.#right()
    const admitted = await Promise.all(this.#options.devices.map(mayFetch))
    const after = await this.#right()
    if (!before || before.offer || after?.offer || before.speakerEpoch !== after?.speakerEpoch) return
    this.rightsJudged++
    for (const [nth, device] of this.#options.devices.entries())
      if (admitted[nth] && device.deviceId !== before.activeDeviceId)
        this.#violation(`${device.name} was given music without the right to sound`)
  }

  async #right(): Promise<Right | null> {
    const [row] = await this.#ask<{ readonly view: string }>('select view from session limit 1')
    return row ? (JSON.parse(row.view) as Right) : null
  }

  async #ask<Row>(sql: string): Promise<readonly Row[]> {
    const client = new pg.Client({
      connectionString: this.#options.databaseUrl,
      connectionTimeoutMillis: ANSWERS_WITHIN_MS,
      query_timeout: ANSWERS_WITHIN_MS,
    })
    client.on('error', () => {})
    try {
      await client.connect()
      // int8 comes as text; the numbers of a test are small.
      const { rows } = await client.query(sql)
      return rows.map(withNumbers) as readonly Row[]
    } finally {
      client.end().catch(() => {})
    }
  }

  #violation(what: string): void {
    this.violations.add(what)
  }
}

function isEffect(answer: SentCommand['answer']): answer is AcceptedReceipt {
  return answer !== null && answer !== 'refused' && answer.changed
}

const NUMBERS = ['seq', 'revision', 'at'] as const

function withNumbers(row: Record<string, unknown>): Record<string, unknown> {
  const numbers = NUMBERS.filter((name) => row[name] !== undefined).map((name) => [name, Number(row[name])])
  return { ...row, ...Object.fromEntries(numbers) }
}

async function mayFetch({ connected, following, hub }: WorldDevice): Promise<boolean> {
  const path = connected ? following.state.get().fileUrl : null
  if (path === null) return false
  const signal = AbortSignal.timeout(ANSWERS_WITHIN_MS)
  const answer = await fetch(new URL(path, hub.baseUrl), { method: 'HEAD', signal }).catch(() => null)
  return answer?.ok === true
}
