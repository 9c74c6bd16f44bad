// What an operator learns of a running hub: figures for Prometheus, and a line in the log for what happens to devices,
// hand-overs and the store. Rules O2 and O7 in docs/protocol/operations.md.
import type { BatonEvent } from '@baton/protocol'
import type { AccountStore } from '#accounts'
import { type Metrics, type MetricsPage, startMetrics } from '#doors/http'
import { isOutage, type Measures, type Store } from '#engine'

export interface Log {
  info(facts: object, line: string): void
  warn(facts: object, line: string): void
  error(facts: object, line: string): void
}

export interface Telemetry {
  readonly measures: Measures
  readonly page: MetricsPage | undefined
  /** The same store, with an eye on whether it answers. */
  watched(store: Store): Store
  watchedAccounts(store: AccountStore): AccountStore
  /** For failures that nobody waits for. Those of a store that is away are told once for all. */
  onFailure(error: unknown): void
}

/** `metricsFor` null: nothing is counted, and only the log tells. */
export async function startTelemetry(
  metricsFor: readonly string[] | null,
  version: string,
  log: Log,
  ofDevices: Log = log,
): Promise<Telemetry> {
  const metrics = metricsFor ? await startMetrics(version) : null
  const outage = storeOutage(log, metrics)
  const counted = metrics?.measures
  return {
    measures: {
      command: (command) => counted?.command(command),
      happened(userId, event) {
        counted?.happened(userId, event)
        const line = lineOf(event)
        if (line) ofDevices[line.level]({ user: userId, ...line.facts }, line.text)
      },
      fannedOut: (ms) => counted?.fannedOut(ms),
      followers: (change) => counted?.followers(change),
      replayed: (events) => counted?.replayed(events),
      resynced(reason) {
        counted?.resynced(reason)
        if (reason === 'too-slow') log.warn({}, 'a follower did not read and begins anew')
      },
      ticketRefused: (why) => counted?.ticketRefused(why),
      dueWork: (lagMs, outcome) => counted?.dueWork(lagMs, outcome),
    },
    page: metrics && metricsFor ? { metrics, near: metricsFor } : undefined,
    watched: (store) => watchedStore(store, outage),
    watchedAccounts: (store) => ({ ...store, credential: (hash) => watch(store.credential(hash), outage) }),
    onFailure(error) {
      if (isOutage(error)) outage.failed(error)
      else log.error({ err: error }, 'something failed that nobody waits for')
    },
  }
}

/** What moved the sound that nobody asked for. */
const MOVED_LINES: Readonly<Record<string, string>> = {
  'fell-back': 'the new speaker was not heard: back to the former',
  failover: 'the speaker dropped out: the music moved on by itself',
}

interface Line {
  readonly level: 'info' | 'warn'
  readonly facts: object
  readonly text: string
}

/** What happened to a device or to the sound, as somebody who is asked "why did it stop?" wants to find it. */
function lineOf(event: BatonEvent): Line | null {
  switch (event.type) {
    case 'device.registered':
    case 'device.came-online':
    case 'device.went-offline': {
      const { deviceId: device, kind } = event.device
      return { level: 'info', facts: { device, kind }, text: DEVICE_LINES[event.type] }
    }
    case 'device.removed':
      return { level: 'info', facts: { device: event.deviceId }, text: 'a device was removed' }
    case 'session.handover-completed': {
      const { gapMs, positionErrorMs } = event
      return { level: 'info', facts: { gapMs, positionErrorMs }, text: 'a hand-over is done' }
    }
    case 'session.handover-failed':
      return { level: 'warn', facts: { reason: event.reason }, text: 'a hand-over came to nothing' }
    case 'session.speaker-changed': {
      const text = MOVED_LINES[event.reason]
      return text ? { level: 'warn', facts: { device: event.fromDeviceId }, text } : null
    }
    case 'session.paused':
      return event.reason === 'asked'
        ? null
        : { level: 'warn', facts: { reason: event.reason }, text: 'the music was paused' }
    case 'session.speaker-stalled': {
      const { positionMs } = event
      return { level: 'warn', facts: { positionMs }, text: 'the speaker has run out of sound' }
    }
    case 'session.stopped': {
      const text = 'no entry of the queue can be played'
      return event.reason === 'all-failed' ? { level: 'warn', facts: {}, text } : null
    }
    default:
      return null
  }
}

const DEVICE_LINES = {
  'device.registered': 'a device was registered',
  'device.came-online': 'a device is back',
  'device.went-offline': 'a device is gone',
} as const

interface Outage {
  failed(error: unknown): void
  answered(): void
}

/** Told when it begins and when it is over, however many commands fail in between. */
function storeOutage(log: Log, metrics: Metrics | null): Outage {
  let since: number | null = null
  let failures = 0
  return {
    failed(error) {
      failures++
      if (since !== null) return
      since = performance.now()
      metrics?.store(false)
      log.error({ err: error }, 'the store is away')
    },
    answered() {
      if (since === null) return
      const awayMs = Math.round(performance.now() - since)
      log.info({ awayMs, failures }, 'the store is back')
      since = null
      failures = 0
      metrics?.store(true)
    },
  }
}

function watch<T>(answer: Promise<T>, outage: Outage): Promise<T> {
  answer.then(outage.answered, (error: unknown) => {
    if (isOutage(error)) outage.failed(error)
  })
  return answer
}

function watchedStore(store: Store, outage: Outage): Store {
  const look = <T>(answer: Promise<T>) => watch(answer, outage)
  return {
    ...store,
    transact: (householdId, needs, decide) => look(store.transact(householdId, needs, decide)),
    heads: (householdIds) => look(store.heads(householdIds)),
    dueBefore: (now, limit) => look(store.dueBefore(now, limit)),
    snapshot: (householdId, userId, rooms) => look(store.snapshot(householdId, userId, rooms)),
    read: (householdId, wanted) => look(store.read(householdId, wanted)),
    right: (householdId, sessionId, deviceId) => look(store.right(householdId, sessionId, deviceId)),
    ping: () => look(store.ping()),
  }
}
