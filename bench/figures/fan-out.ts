import { setTimeout as sleep } from 'node:timers/promises'
import type { FollowersOutcome, FollowersTask } from '../load/followers.ts'
import { startGenerator } from '../load/generator.ts'
import { cpuShares } from '../machine/cpu-share.ts'
import { rssBytes } from '../machine/program.ts'
import { quantile } from '../machine/statistics.ts'
import { startHub } from '../servers/hub.ts'
import { missingNginx, startNginx } from '../servers/nginx.ts'
import { postRequest, seekRequest, takeSeat } from '../servers/seat.ts'
import { type Extent, type Figure, gathered, type Row, type Sample } from './figure.ts'
import { oneEvent } from './one-event.ts'

const PAUSE_MS = 20
const WARM_UP_EVENTS = 10
/** A server has done what it does for new followers. */
const SETTLED_MS = 1_000
const KIBIBYTE = 1_024

export const fanOut: Figure = {
  name: 'fan-out',
  title: 'Fan-out',
  how: 'A command by one client until other clients have its event by SSE, the durable commit included; of each event the time of the last follower counts. nchan: one worker, the same bytes published and followed as EventSource, nothing on disk.',
  async measure(extent) {
    const rounds: (readonly Row[])[] = []
    for (let round = 0; round < extent.rounds; round++) rounds.push(await oneRound(extent))
    return gathered(rounds)
  },
}

async function oneRound(extent: Extent): Promise<readonly Row[]> {
  const missing = missingNginx('events')
  const rows: Row[] = []
  for (const followers of [1, extent.followers]) {
    const events = followers === 1 ? extent.events * 3 : extent.events
    const { heard: ours, document } = await baton(followers, events)
    const theirs = missing === null ? await nchan(followers, events, document) : null
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
    rows.push(row('memory of a follower', 'KiB', ({ grownBytes }) => grownBytes / followers / KIBIBYTE))
  }
  return rows
}

interface Heard extends FollowersOutcome {
  readonly grownBytes: number
  readonly serverPercent: number
  readonly loadPercent: number
}

function sampleOf({ serverPercent, loadPercent }: Heard, value: number): Sample {
  return { value, serverPercent, loadPercent }
}

async function baton(followers: number, events: number) {
  await using hub = await startHub()
  const seat = await takeSeat(hub, 0)
  // Another sign-in of the same person, without a device: a screen.
  const token = await hub.signIn(0)
  const request = `GET /events?rooms=session HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n\r\n`
  const document = await oneEvent(hub, seat, token)
  const open = { kind: 'open', port: hub.port, followers, request, greeting: 'event: snapshot' } as const
  const heard = await follow(hub.pid, open, { port: hub.port, template: seekRequest(seat), events })
  return { heard, document }
}

async function nchan(followers: number, events: number, document: string): Promise<Heard> {
  await using server = await startNginx('events')
  const { port, pid } = server
  const request = 'GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n'
  const template = postRequest('/publish', document, 'X-EventSource-Event: timeline_update\r\n')
  return await follow(
    pid,
    { kind: 'open', port, followers, request, greeting: '\r\n\r\n' },
    { port, template, events },
  )
}

async function follow(
  pid: number,
  open: Extract<FollowersTask, { kind: 'open' }>,
  publishing: { readonly port: number; readonly template: string; readonly events: number },
): Promise<Heard> {
  await using generator = startGenerator<FollowersTask, FollowersOutcome>('followers')
  const before = rssBytes(pid)
  await generator.ask(open)
  await sleep(SETTLED_MS)
  const publish = (count: number) =>
    generator.ask({ kind: 'publish', ...publishing, events: count, pauseMs: PAUSE_MS })
  await publish(Math.min(WARM_UP_EVENTS, publishing.events))
  const { value, percent } = await cpuShares([pid, generator.pid], () => publish(publishing.events))
  const grownBytes = Math.max(rssBytes(pid) - before, 0)
  return { ...value, grownBytes, serverPercent: percent[0] ?? 0, loadPercent: percent[1] ?? 0 }
}
