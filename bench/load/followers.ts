// A load generator: thousands of followers of one stream or room, and one publisher beside them. It tells how long after
// the publishing each follower had the message.
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { median } from '../machine/statistics.ts'
import { fill, newMark } from './fill.ts'
import { answering } from './messages.ts'
import { openSocketIo } from './socket-io.ts'
import { openSocket, openWire } from './wire.ts'

/** How a follower asks: with one request, or over Socket.IO with one event behind its token. */
export type Asking = { readonly request: string } | { readonly token: string | null; readonly event: string }

interface OpenTask {
  readonly kind: 'open'
  readonly port: number
  readonly followers: number
  readonly asking: Asking
  /** A follower is there once it has received this. */
  readonly greeting: string
}

export type FollowersTask =
  | OpenTask
  | {
      readonly kind: 'publish'
      readonly port: number
      readonly template: string
      readonly events: number
      readonly pauseMs: number
    }

export interface FollowersOutcome {
  /** Of each event: when half of the followers, and when the last one had it. */
  readonly medianMs: readonly number[]
  readonly lastMs: readonly number[]
  readonly answeredMs: readonly number[]
}

interface Follower {
  socket: Socket | null
  greeted: boolean
  /** The last event that it had. */
  event: number
  /** The end of what came before, in which the mark may have begun. */
  tail: Buffer
}

const OPENING_AT_ONCE = 100
const OPEN_WITHIN_MS = 180_000
const GIVE_UP_AFTER_MS = 20_000
const EMPTY = Buffer.alloc(0)

const followers: Follower[] = []
let mark = EMPTY
let event = 0
let sentAt = 0
let heardMs: number[] = []
let complete: PromiseWithResolvers<void> = Promise.withResolvers()

answering<FollowersTask, FollowersOutcome>(async (task) => {
  if (task.kind === 'publish') return publish(task)
  await open(task)
  return { medianMs: [], lastMs: [], answeredMs: [] }
})

async function open(task: OpenTask): Promise<void> {
  let begun = 0
  const opener = async () => {
    while (begun < task.followers) {
      begun++
      await openOne(task)
    }
  }
  await within(
    Promise.all(Array.from({ length: OPENING_AT_ONCE }, opener)),
    OPEN_WITHIN_MS,
    'opening the followers',
  )
}

async function openOne({ port, asking, greeting }: OpenTask): Promise<void> {
  const follower: Follower = { socket: null, greeted: false, event: 0, tail: EMPTY }
  const greeted = Promise.withResolvers<void>()
  const wanted = Buffer.from(greeting)
  const onBytes = (bytes: Buffer) => {
    if (follower.greeted) return hear(follower, bytes)
    if (!finds(follower, bytes, wanted)) return
    follower.greeted = true
    greeted.resolve()
  }
  const asked = await connected(port, asking, onBytes)
  follower.socket = asked.socket
  follower.socket.on('close', () => greeted.reject(new Error('A follower was sent away.')))
  follower.socket.on('error', greeted.reject)
  followers.push(follower)
  asked.ask()
  await greeted.promise
}

async function connected(port: number, asking: Asking, onBytes: (bytes: Buffer) => void) {
  if ('request' in asking) {
    const socket = await openSocket(port, onBytes)
    return { socket, ask: () => socket.write(asking.request) }
  }
  const { socket, send } = await openSocketIo({ port, token: asking.token, onBytes })
  return { socket, ask: () => send(asking.event) }
}

function hear(follower: Follower, bytes: Buffer): void {
  if (follower.event === event || !finds(follower, bytes, mark)) return
  follower.event = event
  heardMs.push(performance.now() - sentAt)
  if (heardMs.length === followers.length) complete.resolve()
}

function finds(follower: Follower, bytes: Buffer, wanted: Buffer): boolean {
  const present = follower.tail.length > 0 ? Buffer.concat([follower.tail, bytes]) : bytes
  const found = present.includes(wanted)
  follower.tail = found ? EMPTY : Buffer.from(present.subarray(-wanted.length))
  return found
}

async function publish(task: Extract<FollowersTask, { kind: 'publish' }>): Promise<FollowersOutcome> {
  const wire = await openWire(task.port)
  const medianMs: number[] = []
  const lastMs: number[] = []
  const answeredMs: number[] = []
  for (let count = 0; count < task.events; count++) {
    const text = newMark()
    mark = Buffer.from(text)
    event++
    heardMs = []
    complete = Promise.withResolvers()
    const request = fill(task.template, { mark: text, count: event })
    sentAt = performance.now()
    const { statusCode } = await wire.ask(request)
    answeredMs.push(performance.now() - sentAt)
    if (statusCode < 200 || statusCode > 299) throw new Error(`Publishing was answered with ${statusCode}.`)
    await within(complete.promise, GIVE_UP_AFTER_MS, 'waiting for the last follower')
    medianMs.push(median(heardMs))
    lastMs.push(heardMs.at(-1) ?? Number.NaN)
    await sleep(task.pauseMs)
  }
  wire.close()
  return { medianMs, lastMs, answeredMs }
}

async function within(work: Promise<unknown>, limitMs: number, what: string): Promise<void> {
  const limit = new AbortController()
  const late = sleep(limitMs, undefined, { signal: limit.signal }).then(
    () =>
      Promise.reject(
        new Error(`Gave up ${what} after ${limitMs} ms: ${heardMs.length} of ${followers.length}.`),
      ),
    () => {},
  )
  try {
    await Promise.race([work, late])
  } finally {
    limit.abort()
  }
}
