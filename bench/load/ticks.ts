// A load generator: sockets that follow a player each and are told again and again where it stands, and devices that say
// that they are there.
import { setTimeout as sleep } from 'node:timers/promises'
import { answering } from './messages.ts'
import { openSocketIo } from './socket-io.ts'
import { openWire } from './wire.ts'

export type TicksTask =
  | {
      readonly kind: 'open'
      readonly port: number
      /** One socket each. */
      readonly sockets: readonly { readonly token: string | null; readonly event: string }[]
      /** A socket is there once this event came; null: with its connection. */
      readonly greeting: string | null
      /** Requests, all of them sent before the answer and once in each stretch of this length from then on. */
      readonly contacts: readonly string[]
      readonly contactsEveryMs: number
    }
  | { readonly kind: 'listen'; readonly forMs: number }

export interface TicksOutcome {
  readonly perSecond: number
  /** Between two ticks of one socket. */
  readonly gapsMs: readonly number[]
}

const TICK = '["state:track_position"'
const OPENING_AT_ONCE = 50

let isListening = false
let ticks = 0
let gapsMs: number[] = []

answering<TicksTask, TicksOutcome>(async (task) => {
  if (task.kind === 'open') {
    await open(task)
    return { perSecond: 0, gapsMs: [] }
  }
  ticks = 0
  gapsMs = []
  isListening = true
  const began = performance.now()
  await sleep(task.forMs)
  isListening = false
  return { perSecond: (ticks * 1_000) / (performance.now() - began), gapsMs }
})

type OpenTask = Extract<TicksTask, { kind: 'open' }>

async function open(task: OpenTask): Promise<void> {
  const waiting = [...task.sockets]
  const opener = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await openOne(task, next)
  }
  await Promise.all(Array.from({ length: OPENING_AT_ONCE }, opener))
  await keepContact(task)
}

async function openOne(
  { port, greeting }: OpenTask,
  { token, event }: OpenTask['sockets'][number],
): Promise<void> {
  const greeted = Promise.withResolvers<void>()
  let lastAt: number | null = null
  const { socket, send } = await openSocketIo({
    port,
    token,
    onTold(beginning) {
      if (beginning.startsWith(TICK)) tick()
      else if (beginning.startsWith(`["${greeting}"`)) greeted.resolve()
    },
  })
  const tick = () => {
    const now = performance.now()
    if (isListening) {
      ticks++
      if (lastAt !== null) gapsMs.push(now - lastAt)
    }
    lastAt = now
  }
  socket.on('close', () => greeted.reject(new Error('A socket was sent away.')))
  send(event)
  if (greeting !== null) await greeted.promise
}

async function keepContact({ port, contacts, contactsEveryMs }: OpenTask): Promise<void> {
  if (contacts.length === 0) return
  const wire = await openWire(port)
  for (const contact of contacts) await wire.ask(contact)
  const goOn = async () => {
    for (let nth = 0; ; nth = (nth + 1) % contacts.length) {
      await sleep(contactsEveryMs / contacts.length)
      await wire.ask(contacts[nth] ?? '')
    }
  }
  void goOn()
}
