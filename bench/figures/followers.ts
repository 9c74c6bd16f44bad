import { setTimeout as sleep } from 'node:timers/promises'
import { cpuMs } from '../machine/program.ts'
import { quantile } from '../machine/statistics.ts'
import { startHub, THIS_CHECKOUT } from '../servers/hub.ts'
import { missingNginx, startNginx } from '../servers/nginx.ts'
import { postRequest, seekRequest, takeSeat } from '../servers/seat.ts'
import { Audience, type Place, type Publishing } from './audience.ts'
import type { Extent, Figure, Row } from './figure.ts'
import { oneEvent } from './one-event.ts'

const TIMES_THE_USUAL = 2
const SETTLED_MS = 2_000
/** The heap is tidied once, seconds after many have come: that is no rest, and in one of so many parts. */
const REST_PARTS = 5
/** In so long everybody hears one beacon at least, and a part is the like of another. */
const REST_PART_MS = 5_000
const REST_SHORT_MS = 1_000
const BATCH = 5
const PUBLISHING_MS = 15_000
const HOUR_MS = 3_600_000
const KIBIBYTE = 1_024
const KIBIBYTES_AT_MOST = 30

export const followers: Figure = {
  name: 'followers',
  title: 'Followers of one process',
  how: '10,000 followers of one session at one hub process: what its memory grew by, what it does while nothing happens (a beacon every 4 s and a sign of life every 10 s for each), and a seek until the last of them has it. nchan sends no beacons.',
  async measure(extent) {
    const count = extent.followers * TIMES_THE_USUAL
    const missing = missingNginx('events')
    const { ours, document } = await atBaton(count, extent)
    const theirs = missing === null ? await atNchan(count, extent, document) : null
    const row = (what: string, unit: string, of: (found: Found) => number, more: Partial<Row> = {}): Row => ({
      what: `${what}, ${count.toLocaleString('en')} followers`,
      unit,
      baton: [{ value: of(ours), serverPercent: ours.serverPercent, loadPercent: ours.loadPercent }],
      reference: theirs
        ? [{ value: of(theirs), serverPercent: theirs.serverPercent, loadPercent: theirs.loadPercent }]
        : [],
      referenceName: missing ?? 'nchan',
      ...more,
    })
    return [
      row('memory of a follower', 'KiB', ({ grownBytes }) => grownBytes / count / KIBIBYTE),
      row('bytes of a follower', 'B', ({ grownBytes }) => grownBytes / count, { cost: 'follower.bytes' }),
      {
        ...row(
          'memory of a follower, beside the promise',
          'KiB',
          ({ grownBytes }) => grownBytes / count / KIBIBYTE,
        ),
        reference: [{ value: KIBIBYTES_AT_MOST }],
        referenceName: 'the promise',
        goal: { atMost: 1 },
      },
      row('last follower p50', 'ms', ({ lastMs }) => quantile(lastMs, 0.5)),
      row('last follower p99', 'ms', ({ lastMs }) => quantile(lastMs, 0.99)),
      row(
        'processor time of an event for one of them',
        'us',
        ({ deliveryMs }) => (deliveryMs * 1_000) / count,
      ),
      {
        ...row('the same', 'ms', ({ deliveryMs }) => deliveryMs / count, { cost: 'delivery.workerMs' }),
        unit: 'ms',
      },
      row('processor time at rest of one of them', 'ms/h', ({ restMs }) => restMs / count, {
        cost: 'follower.restMsPerHour',
        reference: [],
        referenceName: 'none',
      }),
    ]
  },
  async spent(extent, checkout) {
    const count = extent.followers * TIMES_THE_USUAL
    const { deliveryMs, restMs } = (await atBaton(count, extent, checkout)).ours
    const many = `${count.toLocaleString('en')} followers`
    return [
      {
        what: `processor time of an event for one of ${many}`,
        unit: 'us',
        value: (deliveryMs * 1_000) / count,
      },
      { what: `processor time at rest of one of ${many}`, unit: 'ms/h', value: restMs / count },
    ]
  },
}

interface Found {
  readonly lastMs: readonly number[]
  readonly grownBytes: number
  readonly deliveryMs: number
  /** In an hour in which nothing happens, of all of them. */
  readonly restMs: number
  readonly serverPercent: number
  readonly loadPercent: number
}

async function atBaton(
  count: number,
  extent: Extent,
  checkout = THIS_CHECKOUT,
): Promise<{ readonly ours: Found; readonly document: string }> {
  await using hub = await startHub(checkout)
  const seat = await takeSeat(hub, 0)
  const token = await hub.signIn(0)
  const document = await oneEvent(hub, seat, token)
  const ours = await gatheredAt(hub, count, extent, {
    asking: {
      request: `GET /events?rooms=session HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    },
    greeting: 'event: snapshot',
    template: seekRequest(seat),
  })
  return { ours, document }
}

async function atNchan(count: number, extent: Extent, document: string): Promise<Found> {
  await using nginx = await startNginx('events')
  return await gatheredAt(nginx, count, extent, {
    asking: { request: 'GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n' },
    greeting: '\r\n\r\n',
    template: postRequest('/publish', document, 'X-EventSource-Event: timeline_update\r\n'),
  })
}

async function gatheredAt(
  server: Place,
  count: number,
  extent: Extent,
  publishing: Publishing,
): Promise<Found> {
  await using audience = await Audience.gather(server, count, publishing)
  await sleep(SETTLED_MS)
  const { grownBytes } = audience.heard()
  const restMs = await atRest(server, extent)
  await audience.warmUp(BATCH)
  const until = performance.now() + PUBLISHING_MS
  for (let done = 0; done < extent.events && performance.now() < until; done += BATCH)
    await audience.publish(BATCH)
  const { lastMs, spentMs, serverPercent, loadPercent } = audience.heard()
  return { lastMs, grownBytes, deliveryMs: spentMs / lastMs.length, restMs, serverPercent, loadPercent }
}

/** The processor time of an hour, as the middle ones of some moments have it. */
async function atRest({ pid }: Place, extent: Extent): Promise<number> {
  const [parts, partMs] = extent.starts > 1 ? [REST_PARTS, REST_PART_MS] : [1, REST_SHORT_MS]
  const perHour: number[] = []
  while (perHour.length < parts) {
    const [before, began] = [cpuMs(pid), performance.now()]
    await sleep(partMs)
    perHour.push(((cpuMs(pid) - before) / (performance.now() - began)) * HOUR_MS)
  }
  const middle = parts > 2 ? perHour.toSorted((a, b) => a - b).slice(1, -1) : perHour
  return middle.reduce((sum, one) => sum + one, 0) / middle.length
}
