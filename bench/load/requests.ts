// A load generator: so many keep-alive connections, or sockets of Socket.IO, each sending its next request as soon as it
// has its answer.
import { fill, newMark } from './fill.ts'
import { answering } from './messages.ts'
import { openSocketWire, type SocketAnswers } from './socket-wire.ts'
import { openWire, type Wire } from './wire.ts'

export interface RequestsTask {
  readonly kind: 'requests'
  readonly port: number
  readonly connections: number
  /** Connection n uses the n-th, over and over. */
  readonly templates: readonly string[]
  readonly range?: { readonly partBytes: number; readonly fileBytes: number }
  /** Over sockets, where a template is an event as JSON: connection n has the n-th token. */
  readonly sockets?: SocketAnswers & { readonly tokens: readonly (string | null)[] }
  readonly warmUpMs: number
  readonly measuredMs: number
  /** So many answers end each of both, whatever time is left: the same work on a busy machine and on a quiet one. */
  readonly atMost?: number
}

export interface RequestsOutcome {
  readonly perSecond: number
  readonly bytesPerSecond: number
  readonly refused: number
  /** All of them, those of the warming up too. */
  readonly answered: number
  /** Over sockets, of those that were measured: what else was told before their answers. */
  readonly told: number
  readonly latenciesMs: readonly number[]
}

answering<RequestsTask, RequestsOutcome>(async (task) => {
  const wires = await Promise.all(Array.from({ length: task.connections }, (_, nth) => opened(task, nth)))
  const warmingUp = await drive(wires, task, task.warmUpMs)
  const measured = await drive(wires, task, task.measuredMs)
  for (const wire of wires) wire.close()
  return { ...measured, answered: measured.latenciesMs.length + warmingUp.latenciesMs.length }
})

function opened({ port, sockets }: RequestsTask, nth: number): Promise<Wire> {
  if (!sockets) return openWire(port)
  return openSocketWire(port, sockets.tokens[nth] ?? null, sockets)
}

let count = 0

async function drive(
  wires: readonly Wire[],
  { templates, range, atMost = Number.POSITIVE_INFINITY }: RequestsTask,
  forMs: number,
): Promise<Omit<RequestsOutcome, 'answered'>> {
  const latenciesMs: number[] = []
  let bytes = 0
  let told = 0
  let refused = 0
  let asked = 0
  const began = performance.now()
  await Promise.all(
    wires.map(async (wire, index) => {
      const template = templates[index % templates.length] ?? ''
      for (;;) {
        const started = performance.now()
        if (started - began > forMs || asked++ >= atMost) return
        const answer = await wire.ask(
          fill(template, { mark: newMark(), count: count++, ...(range && { range }) }),
        )
        latenciesMs.push(performance.now() - started)
        told += answer.told ?? 0
        if (answer.statusCode >= 200 && answer.statusCode < 300) bytes += answer.bytes
        else refused++
      }
    }),
  )
  const seconds = (performance.now() - began) / 1_000
  return {
    perSecond: (latenciesMs.length - refused) / seconds,
    bytesPerSecond: bytes / seconds,
    refused,
    told,
    latenciesMs,
  }
}
