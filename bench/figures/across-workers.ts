import { setTimeout as sleep } from 'node:timers/promises'
import { quantile } from '../machine/statistics.ts'
import { hubAt } from '../servers/hub.ts'
import { missingInstallation, startInstallation } from '../servers/installation.ts'
import { type ScriptServer, startScript } from '../servers/script.ts'
import { postRequest, seekRequest, takeSeat } from '../servers/seat.ts'
import { Audience } from './audience.ts'
import type { Figure, Row } from './figure.ts'
import { oneEvent } from './one-event.ts'

const WORKERS = 3
const MOST_FOLLOWERS = 3_000
const SETTLED_MS = 1_000
const BATCH = 10
const PUBLISHING_MS = 20_000
const REFERENCE = 'three broadcasters on Redis, nothing kept'

export const acrossWorkers: Figure = {
  name: 'across-workers',
  title: 'Fan-out across workers',
  how: `A seek at one of ${WORKERS} workers until followers at all of them have it: commit to Postgres, a ring through Redis, one look into the log by each worker. The reference publishes the same bytes to Redis and writes what comes from there, as one buffer, to whoever follows; it commits nothing. Both without Nginx, in turns.`,
  async measure(extent) {
    if (missingInstallation() !== null) return []
    const count = Math.min(MOST_FOLLOWERS, Math.ceil(extent.followers / WORKERS) * WORKERS)
    await using stack = new AsyncDisposableStack()
    const { cluster } = stack.use(await startInstallation({ workers: WORKERS }))
    const places = cluster.workers.map(({ baseUrl, pid }) => ({ port: Number(new URL(baseUrl).port), pid }))
    const first = hubAt(cluster.workers[0]?.baseUrl ?? '')
    const seat = await takeSeat(first, 0)
    const token = await first.signIn(0)
    const document = await oneEvent(first, seat, token)
    const broadcasters: ScriptServer[] = []
    for (let nth = 0; nth < WORKERS; nth++)
      broadcasters.push(stack.use(await startScript('broadcaster', cluster.redisUrl)))
    const ours = stack.use(
      await Audience.gather(places, count, {
        asking: {
          request: `GET /events?rooms=session HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n\r\n`,
        },
        greeting: 'event: snapshot',
        template: seekRequest(seat),
      }),
    )
    const theirs = stack.use(
      await Audience.gather(broadcasters, count, {
        asking: { request: 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n' },
        greeting: '\r\n\r\n',
        template: postRequest('/', document),
      }),
    )
    await sleep(SETTLED_MS)
    for (const audience of [ours, theirs]) await audience.warmUp(BATCH)
    const until = performance.now() + PUBLISHING_MS
    for (let done = 0; done < extent.events && performance.now() < until; done += BATCH)
      for (const audience of [ours, theirs]) await audience.publish(BATCH)
    return rowsOf(ours.heard(), theirs.heard(), count)
  },
}

type Heard = ReturnType<Audience['heard']>

function rowsOf(ours: Heard, theirs: Heard, count: number): readonly Row[] {
  const row = (what: string, unit: string, of: (heard: Heard) => number): Row => ({
    what: `${what}, ${count.toLocaleString('en')} followers at ${WORKERS} workers`,
    unit,
    baton: [{ ...ours, value: of(ours) }],
    reference: [{ ...theirs, value: of(theirs) }],
    referenceName: REFERENCE,
  })
  return [
    row('last follower p50', 'ms', ({ lastMs }) => quantile(lastMs, 0.5)),
    row('last follower p99', 'ms', ({ lastMs }) => quantile(lastMs, 0.99)),
    row('half of the followers p50', 'ms', ({ medianMs }) => quantile(medianMs, 0.5)),
    row('processor time of an event, all processes', 'ms', ({ spentMs, lastMs }) => spentMs / lastMs.length),
  ]
}
