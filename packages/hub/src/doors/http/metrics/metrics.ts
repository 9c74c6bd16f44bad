// What the hub counts of itself, for Prometheus. Every label has few values, all of them the hub's own words: no ids,
// no names, no addresses. What each figure means is told in docs/guides/operate.md.
import { setTimeout } from 'node:timers/promises'
import type { BatonEvent } from '@baton/protocol'
import type { Measures } from '#engine'

export interface Metrics {
  /** For the engine. */
  readonly measures: Measures
  /** A request was answered. `ms` is null where the answer has no end of its own, such as a stream. */
  answered(request: {
    readonly method: string
    readonly route: string
    readonly status: number
    readonly ms: number | null
  }): void
  /** The store answers again, or does not any more. */
  store(isThere: boolean): void
  readonly contentType: string
  text(): Promise<string>
}

const QUICK = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5]
const LATE = [0.001, 0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 30, 60]
const HEARD = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2]

/** Until the event loop has been seen to turn a few times. */
const FIRST_LOOK_MS = 50

/** Of routes that are not there: whatever was asked for counts as one. */
export const NO_ROUTE = '(none)'

/** The library is loaded here and not before, so that a hub without metrics starts without it. */
export async function startMetrics(version: string): Promise<Metrics> {
  const { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } = await import('prom-client')
  const registry = new Registry()
  const registers = [registry]
  const counter = (name: string, help: string, ...labelNames: string[]) =>
    new Counter({ name: `baton_${name}_total`, help, labelNames, registers })
  const gauge = (name: string, help: string, ...labelNames: string[]) =>
    new Gauge({ name: `baton_${name}`, help, labelNames, registers })
  const seconds = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name: `baton_${name}_seconds`, help, buckets, registers })

  const commands = counter('commands', 'Commands that were judged.', 'type', 'by', 'outcome')
  const refusals = counter('refusals', 'Commands that were not accepted, by their code.', 'code')
  const commit = seconds('commit', 'From taking a command that changes something until it is durable.', QUICK)
  const fanOut = seconds('fan_out', 'From deciding an event until every follower here was handed it.', QUICK)
  const followers = gauge('followers', 'Subscriptions that are open.')
  const replays = counter('replays', 'Followers that caught up by replay.')
  const replayed = counter('replayed_events', 'Missed events that were replayed.')
  const resyncs = counter('resyncs', 'Followers that had to begin anew from a snapshot.', 'reason')
  const handOvers = counter('hand_overs', 'Hand-overs that came to an end.', 'outcome')
  const gap = seconds('hand_over_gap', 'Silence of a hand-over, as reported by the devices.', HEARD)
  const error = seconds('hand_over_position_error', 'How far off the new speaker began, either way.', HEARD)
  const tickets = counter('ticket_refusals', 'Requests for audio whose ticket was refused.', 'reason')
  const due = counter('due_work', 'Timers that were carried out.', 'outcome')
  const dueLag = seconds('due_work_lag', 'How long after its time a timer was carried out.', LATE)
  const devices = counter('devices', 'Devices that came and went.', 'change')
  const plays = counter('plays', 'Plays that were long enough to count.')
  const storeUp = gauge('store_up', '1 while the store answers.')
  const outages = counter('store_outages', 'Times that the store went away.')
  const requests = counter('http_requests', 'Requests that were answered.', 'method', 'route', 'status')
  const requestTime = seconds(
    'http_request',
    'From a request to the end of its answer, without streams.',
    QUICK,
  )
  gauge('build_info', 'The version of the hub.', 'version').set({ version }, 1)
  storeUp.set(1)

  const happened = (event: BatonEvent) => {
    switch (event.type) {
      case 'session.handover-completed':
        handOvers.inc({ outcome: 'completed' })
        gap.observe(event.gapMs / 1_000)
        error.observe(Math.abs(event.positionErrorMs) / 1_000)
        return
      case 'session.handover-failed':
        return handOvers.inc({ outcome: event.reason })
      case 'session.speaker-changed':
        return event.reason === 'fell-back' ? handOvers.inc({ outcome: 'fell-back' }) : undefined
      case 'session.play-counted':
        return plays.inc()
      case 'device.registered':
      case 'device.came-online':
      case 'device.went-offline':
      case 'device.removed':
        return devices.inc({ change: event.type.slice('device.'.length) })
    }
  }

  let isWatched = false
  return {
    measures: {
      command({ type, by, outcome, code, changed, ms }) {
        commands.inc({ type, by, outcome })
        if (code) refusals.inc({ code })
        if (changed) commit.observe(ms / 1_000)
      },
      happened: (_userId, event) => happened(event),
      fannedOut: (ms) => fanOut.observe(Math.max(0, ms) / 1_000),
      followers: (change) => followers.inc(change),
      replayed(events) {
        replays.inc()
        replayed.inc(events)
      },
      resynced: (reason) => resyncs.inc({ reason }),
      ticketRefused: (reason) => tickets.inc({ reason }),
      dueWork(lagMs, outcome) {
        due.inc({ outcome })
        dueLag.observe(Math.max(0, lagMs) / 1_000)
      },
    },
    answered({ method, route, status, ms }) {
      requests.inc({ method, route, status })
      if (ms !== null) requestTime.observe(ms / 1_000)
    },
    store(isThere) {
      storeUp.set(isThere ? 1 : 0)
      if (!isThere) outages.inc()
    },
    contentType: registry.contentType,
    async text() {
      // What looks at the process all the time begins with the first who asks: a hub that nobody watches sleeps.
      if (!isWatched) {
        isWatched = true
        collectDefaultMetrics({ register: registry })
        await setTimeout(FIRST_LOOK_MS)
      }
      return registry.metrics()
    },
  }
}
