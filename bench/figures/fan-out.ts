import { setTimeout as sleep } from 'node:timers/promises'
import { quantile } from '../machine/statistics.ts'
import { startHub, THIS_CHECKOUT } from '../servers/hub.ts'
import { missingNginx, startNginx } from '../servers/nginx.ts'
import { postRequest, seekRequest, takeSeat } from '../servers/seat.ts'
import { Audience } from './audience.ts'
import { type Extent, type Figure, gathered, type Row, type Sample } from './figure.ts'
import { oneEvent } from './one-event.ts'

const BATCH = 15
const ROUNDS = 2
/** Of a round, with one follower and with many: on a busy machine fewer events are published, and not all night long. */
const PUBLISHING_MS = { one: 5_000, many: 14_000 } as const
/** A server has done what it does for new followers. */
const SETTLED_MS = 1_000
const KIBIBYTE = 1_024

export const fanOut: Figure = {
  name: 'fan-out',
  title: 'Fan-out',
  how: 'A command by one client until other clients have its event by SSE, the durable commit included; of each event the time of the last follower counts. nchan: one worker, the same bytes published and followed as EventSource, nothing on disk.',
  async measure(extent) {
    const rounds: (readonly Row[])[] = []
    for (let round = 0; round < Math.min(extent.rounds, ROUNDS); round++) rounds.push(await oneRound(extent))
    return gathered(rounds)
  },
  async spent({ followers, events }, checkout) {
    const [{ spentMs, lastMs }] = await sideBySide(followers, events, false, checkout)
    const what = `processor time of an event, ${followers.toLocaleString('en')} followers`
    return [{ what, unit: 'ms', value: spentMs / lastMs.length }]
  },
}

async function oneRound(extent: Extent): Promise<readonly Row[]> {
  const missing = missingNginx('events')
  const rows: Row[] = []
  for (const followers of [1, extent.followers]) {
    const events = followers === 1 ? extent.events * 3 : extent.events
    const [ours, theirs] = await sideBySide(followers, events, missing === null)
    const row = (what: string, unit: string, value: (heard: Heard) => number, goal?: Row['goal']): Row => ({
      what: `${what}, ${followers.toLocaleString('en')} follower${followers === 1 ? '' : 's'}`,
      unit,
      baton: [sampleOf(ours, value(ours))],
      reference: theirs ? [sampleOf(theirs, value(theirs))] : [],
      referenceName: missing ?? 'nchan',
      ...(goal && { goal }),
    })
    rows.push(row('last follower p50', 'ms', ({ lastMs }) => quantile(lastMs, 0.5)))
    const goal = followers === 1 ? undefined : { atMost: 1.2 }
    rows.push(row('last follower p99', 'ms', ({ lastMs }) => quantile(lastMs, 0.99), goal))
    if (followers === 1) continue
    rows.push(row('half of the followers p50', 'ms', ({ medianMs }) => quantile(medianMs, 0.5)))
    rows.push(row('processor time of an event', 'ms', ({ spentMs, lastMs }) => spentMs / lastMs.length))
    rows.push(row('memory of a follower', 'KiB', ({ grownBytes }) => grownBytes / followers / KIBIBYTE))
  }
  return rows
}

interface Heard {
  readonly medianMs: readonly number[]
  readonly lastMs: readonly number[]
  readonly grownBytes: number
  readonly spentMs: number
  readonly serverPercent: number
  readonly loadPercent: number
}

function sampleOf({ serverPercent, loadPercent }: Heard, value: number): Sample {
  return { value, serverPercent, loadPercent }
}

/** Both stand there all the time and publish in turns, so that what else the machine does meets both alike. */
async function sideBySide(
  followers: number,
  events: number,
  withReference: boolean,
  checkout = THIS_CHECKOUT,
): Promise<readonly [Heard, Heard | null]> {
  await using stack = new AsyncDisposableStack()
  const hub = stack.use(await startHub(checkout))
  const seat = await takeSeat(hub, 0)
  // Another sign-in of the same person, without a device: a screen.
  const token = await hub.signIn(0)
  const document = await oneEvent(hub, seat, token)
  const bearer = `Authorization: Bearer ${token}\r\n`
  const ours = stack.use(
    await Audience.gather(hub, followers, {
      asking: { request: `GET /events?rooms=session HTTP/1.1\r\nHost: 127.0.0.1\r\n${bearer}\r\n` },
      greeting: 'event: snapshot',
      template: seekRequest(seat),
    }),
  )
  const theirs = withReference
    ? stack.use(
        await Audience.gather(stack.use(await startNginx('events')), followers, {
          asking: { request: 'GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n' },
          greeting: '\r\n\r\n',
          template: postRequest('/publish', document, 'X-EventSource-Event: timeline_update\r\n'),
        }),
      )
    : null
  const audiences = theirs ? [ours, theirs] : [ours]
  await sleep(SETTLED_MS)
  const batch = Math.min(BATCH, events)
  for (const audience of audiences) await audience.warmUp(batch)
  const until = performance.now() + PUBLISHING_MS[followers === 1 ? 'one' : 'many']
  for (let done = 0; done < events && performance.now() < until; done += batch)
    for (const audience of audiences) await audience.publish(batch)
  return [ours.heard(), theirs?.heard() ?? null]
}
