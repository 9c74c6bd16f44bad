// One agent, from when this worker holds its lease until it does not any more: its loop, its speaker, what it reports.
import {
  type AgentBeacon,
  type Beacon,
  type BeaconFrame,
  type Capabilities,
  type DeviceView,
  type EventFrame,
  foldDevices,
  foldSession,
  isDeviceEvent,
  mediaEndpoints,
  type OutputBeacon,
  pathTo,
  type SessionView,
  sessionOfRoom,
  sessionRoom,
  type ToneBeacon,
  type TonedBeacon,
  type WatchedBeacon,
} from '@baton/protocol'
import type {
  Admitted,
  AgentTimes,
  CalledAgentRow,
  CalledDevices,
  Clock,
  Engine,
  Principal,
  RunningEngine,
} from '#engine'
import { NO_LIMITS, pause } from '#engine'
import { type CallAgent, callsTo } from '../calls/agent-calls.ts'
import type { AgentSkills } from '../calls/answers.ts'
import type { LoopLogs } from '../loop-logs.ts'
import type { MayBeCalled } from '../network/allowed-networks.ts'
import type { Callbacks } from '../reports/callbacks.ts'
import { healthReportOf } from '../reports/health-report.ts'
import { latestOnly } from '../reports/latest-only.ts'
import { playerOutput } from '../reports/player-output.ts'
import { agentSpeaker } from './agent-speaker.ts'
import { isWanted } from './is-wanted.ts'
import type { LoopTimes } from './loop-times.ts'
import { registrationLoop } from './registration-loop.ts'

export interface DriverParts {
  readonly engine: Pick<Engine, 'contact' | 'execute' | 'follow' | 'heard' | 'now' | 'tickets'> &
    Pick<RunningEngine, 'beacon'> &
    CalledDevices
  readonly clock: Clock
  readonly times: LoopTimes
  readonly callbacks: Callbacks
  readonly mayBeCalled: MayBeCalled
  readonly hubUrl: (ownAddress: string, path: string) => string
  readonly fileOf: FileOf
  readonly logs: LoopLogs
  readonly onTimes: (times: AgentTimes) => void
  readonly onFailure: (error: unknown) => void
}

/** Where in its music folder a file lies that is sent as it is. Null: it is not there, or made over. */
export type FileOf = (admitted: Admitted) => Promise<string | null>

export interface AgentDriver {
  /** When one of its people was there last. */
  presenceIs(at: number | null): void
  /** It is a device no more: it is told to be silent where it may be heard, and then left alone. */
  removed(): void
  readonly done: Promise<void>
}

const REPORTS_EVERY_MS = 250
const FOLLOW_AGAIN_MS = 1_000
/** Whoever looks at it is told so often at the most that it has reported. */
const TOLD_EVERY_MS = 1_000

export function agentDriver(agent: CalledAgentRow, parts: DriverParts, outer: AbortSignal): AgentDriver {
  const { engine, clock, times, callbacks, mayBeCalled, onTimes, onFailure } = parts
  const { householdId, view: first, address } = agent
  const { deviceId } = first
  const baseUrl = first.agent?.baseUrl ?? ''
  const ended = new AbortController()
  const signal = AbortSignal.any([outer, ended.signal])
  const principal = principalOf(agent)
  const callNow = callsTo({ baseUrl, address }, { mayBeCalled, signal })
  /** What it sounds by renews its right to: no sooner than all workers count with that. */
  const call: CallAgent = async (method, path, body) => {
    if (path === '/play' || path === '/resume') await engine.contact(principal)
    return callNow(method, path, body)
  }
  let device: DeviceView = first
  let isRemoved = false
  let session: SessionView | null = null
  let presenceAt = agent.presenceAt
  let registeredAt: number | null = null
  let reportedAt: number | null = agent.reportedAt

  const note = (shown: Parameters<CalledDevices['noteAgent']>[2]) => {
    if (signal.aborted || !isNews(device, shown)) return
    const { reachable, mounted } = shown
    parts.logs.reports.info({ device: deviceId, reachable, mounted }, 'a loudspeaker shows itself otherwise')
    engine.noteAgent(agent, deviceId, shown).catch(onFailure)
  }
  /** Music that plays on it pauses where it was heard of last. */
  const lost = () => {
    if (device.agent?.reachable === false) return
    void speaker
      .confirm()
      .catch(onFailure)
      .then(() => note({ reachable: false }))
  }
  /** To whoever looks at its owner's devices. */
  const tell = (beacon: AgentBeacon | OutputBeacon | TonedBeacon) =>
    engine.beacon(householdId, 'devices', beacon, agent.userId)
  const told = latestOnly(clock, TOLD_EVERY_MS, () =>
    tell({ type: 'agent', deviceId, registeredAt, reportedAt }),
  )
  const output = playerOutput(clock, (said) => tell({ type: 'output', deviceId, ...said }))
  const openPlayCallback: Callbacks['open'] = (kind, take) => {
    const print = output.begin(`${engine.now()}`)
    return callbacks.open(kind, (body) => {
      print(body)
      return take(body)
    })
  }
  const noteTimes = () => {
    onTimes({ householdId, deviceId, registeredAt, reportedAt })
    told.take(null)
  }
  const isPresent = () => presenceAt !== null && engine.now() - presenceAt < times.presenceMs

  const speaker = agentSpeaker({
    engine,
    principal,
    deviceId,
    clock,
    times,
    call,
    callbacks: { ...callbacks, open: openPlayCallback },
    agentBaseUrl: baseUrl,
    hubUrl: parts.hubUrl,
    fileOf: (trackId, startMs) =>
      parts.fileOf({ householdId, trackId, startMs, formats: device.capabilities.formats ?? null }),
    onUnreachable: lost,
    onFailure,
    signal,
  })
  const reports = latestOnly(clock, REPORTS_EVERY_MS, (body: unknown) => {
    const report = healthReportOf(body)
    const { mounted, paused, isAlive, positionMs } = report
    const facts = { device: deviceId, mounted, paused, plays: isAlive, positionMs }
    parts.logs.reports.debug(facts, 'a loudspeaker has reported')
    reportedAt = engine.now()
    loop.reported()
    noteTimes()
    note({ reachable: true, ...(report.mounted !== null && { mounted: report.mounted }) })
    speaker.heard(report)
  })
  const loop = registrationLoop({
    log: parts.logs.registration,
    deviceId,
    clock,
    times,
    call,
    callbacks,
    agentBaseUrl: baseUrl,
    hubUrl: parts.hubUrl,
    isEnabled: () => device.enabled,
    isWanted: () =>
      isWanted({
        isEnabled: device.enabled,
        isPresent: isPresent(),
        isPlaying: speaker.isPlaying || speaker.mayBeHeard,
      }),
    takeReport(body) {
      speaker.contact()
      reports.take(body)
      return engine.contact(principal)
    },
    onShown(shown) {
      if (shown.reachable === false) return lost()
      engine.heard(principal)
      speaker.contact()
      note(shown)
    },
    onChange(registration) {
      registeredAt = registration ? engine.now() : null
      noteTimes()
      if (registration) note({ reachable: true, capabilities: capabilitiesOf(registration.skills) })
      speaker.registrationIs(registration)
    },
    signal,
  })

  function removed(): void {
    isRemoved = true
    ended.abort()
  }

  /** Behind whatever it was told before: what was on its way was cut off, and may have arrived. */
  async function leave(): Promise<void> {
    for (const one of [reports, told, output]) one.stop()
    if (!isRemoved || !speaker.mayBeHeard) return
    const lastCall = callsTo({ baseUrl, address }, { mayBeCalled, signal: new AbortController().signal })
    await lastCall('POST', '/stop', {})
  }

  function deviceIs(next: DeviceView | undefined): void {
    // It was removed: whoever looks for agents finds none any more.
    if (!next) {
      removed()
      return
    }
    const isSwitchedOn = next.enabled && !device.enabled
    device = next
    if (isSwitchedOn) loop.nudge()
  }

  function sessionIs(next: SessionView): void {
    const wasIdle = !speaker.isPlaying
    session = next
    speaker.sessionIs(next)
    if (wasIdle && speaker.isPlaying && !loop.registration) loop.nudge()
  }

  async function follow(): Promise<void> {
    const room = sessionRoom(agent.sessionId)
    // Every report of every loudspeaker of its owner is told in this room: what is about others does not even wake it.
    const takeAtOnce = (frame: EventFrame | BeaconFrame) =>
      frame.kind === 'beacon' && !isAboutThis(frame.beacon)
    const { frames } = engine.follow({ principal, rooms: [room, 'devices'], signal, takeAtOnce })
    for await (const frame of frames) {
      if (frame.kind === 'snapshot') {
        if (frame.state.family === 'session') sessionIs(frame.state.session)
        if (frame.state.family === 'devices') deviceIs(frame.state.devices.find(isThis))
      } else if (frame.kind === 'event' && sessionOfRoom(frame.room) !== null && session) {
        if (frame.event.type === 'session.seeked' || frame.event.type === 'session.moved-on') speaker.moved()
        sessionIs(foldSession(session, frame.event, { revision: frame.revision, at: frame.at }))
      } else if (frame.kind === 'event' && isDeviceEvent(frame.event)) {
        deviceIs(foldDevices([device], frame.event).find(isThis))
      } else if (frame.kind === 'beacon' && isAboutThis(frame.beacon)) {
        if (frame.beacon.type === 'watched') watched(frame.beacon.chosen)
        else sounds(frame.beacon)
      }
    }
  }
  /** Nobody waits for it here: what comes of it is told to whoever asked. */
  const sounds = ({ toneId, volume }: ToneBeacon) =>
    void speaker
      .tone(pathTo(mediaEndpoints.testTone, {}, { volume }))
      .then((result) => tell({ type: 'toned', deviceId, toneId, ...result }))
      .catch(onFailure)
  const isThis = (one: DeviceView) => one.deviceId === deviceId
  const isAboutThis = (beacon: Beacon): beacon is WatchedBeacon | ToneBeacon =>
    (beacon.type === 'watched' || beacon.type === 'tone') && beacon.deviceId === deviceId

  async function followWhile(): Promise<void> {
    while (!signal.aborted) {
      await follow().catch(onFailure)
      await pause(clock, FOLLOW_AGAIN_MS, signal)
    }
  }

  function watched(isChosen: boolean): void {
    const wasPresent = isPresent()
    presenceAt = engine.now()
    if (isChosen || !wasPresent) loop.nudge()
  }

  const done = Promise.all([followWhile(), loop.done, speaker.done]).then(leave)
  return {
    presenceIs(at) {
      const wasPresent = isPresent()
      presenceAt = Math.max(at ?? 0, presenceAt ?? 0) || null
      if (!wasPresent && isPresent()) loop.nudge()
    },
    removed,
    done,
  }
}

/** The agent itself asks, by way of the hub: of its owner's things it may see what a device may see. */
function principalOf({ householdId, userId, sessionId, view }: CalledAgentRow): Principal {
  return {
    householdId,
    userId,
    sessionId,
    username: '',
    roles: ['member'],
    limits: NO_LIMITS,
    scopes: ['read', 'control'],
    credentialId: `agent ${view.deviceId}`,
    deviceId: view.deviceId,
  }
}

/** What an agent does not say that it can decode is sent to it as it is. */
function capabilitiesOf({ isOurs, formats }: AgentSkills): Partial<Capabilities> {
  return { volume: isOurs, ...(formats && { formats }) }
}

function isNews(
  { agent, capabilities }: DeviceView,
  shown: Parameters<CalledDevices['noteAgent']>[2],
): boolean {
  const { reachable, mounted, capabilities: can = {} } = shown
  return (
    (reachable !== undefined && reachable !== agent?.reachable) ||
    (mounted !== undefined && mounted !== agent?.mounted) ||
    (can.volume !== undefined && can.volume !== capabilities.volume) ||
    (can.formats !== undefined && can.formats.join() !== capabilities.formats?.join())
  )
}
