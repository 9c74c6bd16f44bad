// One agent's loop: registers this hub with it, checks its health, and finds out when a registration is over. Rules CB10
// to CB19 in docs/protocol/devices.md.
import type { DeviceId } from '@baton/protocol'
import { type Clock, pause } from '#engine'
import type { CallAgent } from '../calls/agent-calls.ts'
import { type AgentSkills, mountedOf, registrationOf, skillsOf } from '../calls/answers.ts'
import type { LoopLog } from '../loop-logs.ts'
import type { Callback, Callbacks, TakeReport } from '../reports/callbacks.ts'
import type { LoopTimes } from './loop-times.ts'

export interface Registration {
  /** Of this machine, as the agent sees it. */
  readonly ownAddress: string
  readonly skills: AgentSkills
}

export interface RegistrationLoop {
  /** Null while there is none. */
  readonly registration: Registration | null
  /** A report came by the address of the present registration. */
  reported(): void
  /** Something happened that may be a reason to try at once: it was switched on, or music is to play on it. */
  nudge(): void
  /** Runs until the signal aborts. */
  readonly done: Promise<void>
}

export interface RegistrationParts {
  readonly clock: Clock
  readonly times: LoopTimes
  readonly deviceId: DeviceId
  readonly log: LoopLog
  readonly call: CallAgent
  readonly callbacks: Callbacks
  readonly agentBaseUrl: string
  /** Where a path is found for the agent; `ownAddress` is this machine's as the agent sees it. */
  readonly hubUrl: (ownAddress: string, path: string) => string
  /** It is switched on, and somebody is present or it plays. */
  readonly isWanted: () => boolean
  readonly isEnabled: () => boolean
  readonly takeReport: TakeReport
  /** What a call has shown. */
  readonly onShown: (shown: { readonly reachable?: boolean; readonly mounted?: boolean }) => void
  /** There is a registration now, or none any more. */
  readonly onChange: (registration: Registration | null) => void
  readonly signal: AbortSignal
}

interface Held extends Registration {
  readonly callback: Callback
  readonly at: number
  reportedAt: number | null
}

export function registrationLoop(parts: RegistrationParts): RegistrationLoop {
  const { clock, times, call, callbacks, signal, onShown, onChange, deviceId: device, log } = parts
  let held: Held | null = null
  let failures = 0
  let leftAloneUntil = Number.NEGATIVE_INFINITY
  let wake = new AbortController()

  function end(): void {
    if (held) log.info({ device }, 'the registration at a loudspeaker is over')
    held?.callback.close()
    held = null
    onChange(null)
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      if (held && !parts.isEnabled()) end()
      const isLeftAlone = clock.monotonicMs() < leftAloneUntil
      const waitMs = parts.isWanted() && !isLeftAlone ? await round() : times.roundMs
      await pause(clock, waitMs, AbortSignal.any([signal, wake.signal]))
      if (wake.signal.aborted) wake = new AbortController()
    }
    held?.callback.close()
    held = null
  }

  /** How long to wait until the next one. */
  async function round(): Promise<number> {
    const isHealthy = await checkHealth()
    log.debug({ device, health: isHealthy, registered: held !== null }, 'a loudspeaker was asked how it is')
    if (held && (isHealthy !== 'well' || isOver(held))) end()
    if (held) return times.roundMs
    // It answers, and only its music is missing: that is worth a look again, and nothing that went wrong with the call.
    if (isHealthy === 'unmounted') return times.roundMs
    const outcome = isHealthy === 'well' ? await register() : 'failed'
    if (outcome === 'registered') {
      log.info({ device }, 'the hub has registered at a loudspeaker')
      failures = 0
      return times.roundMs
    }
    failures += 1
    log.info({ device, attempt: failures }, 'the hub could not register at a loudspeaker')
    if (outcome === 'unwanted' || failures >= times.attempts) {
      failures = 0
      log.warn({ device, leftAloneMs: times.leftAloneMs }, 'a loudspeaker is left alone for a while')
      leftAloneUntil = clock.monotonicMs() + times.leftAloneMs
      return times.roundMs
    }
    return times.retryMs * failures
  }

  async function checkHealth(): Promise<'well' | 'unmounted' | 'unreachable'> {
    const answer = await call('GET', '/healthz')
    if (signal.aborted) return 'unreachable'
    const mounted = answer && mountedOf(answer.body)
    onShown({ reachable: answer !== null, ...(typeof mounted === 'boolean' && { mounted }) })
    if (answer === null) return 'unreachable'
    ownAddress = answer.ownAddress
    return mounted === false ? 'unmounted' : 'well'
  }
  let ownAddress = ''

  function isOver({ at, reportedAt }: Held): boolean {
    const now = clock.monotonicMs()
    if (now - at >= times.renewMs) return true
    return reportedAt === null ? now - at >= times.firstReportMs : now - reportedAt >= times.silentMs
  }

  async function register(): Promise<'registered' | 'failed' | 'unwanted'> {
    const callback = callbacks.open('health', parts.takeReport)
    const answer = await call('POST', '/register_client', {
      callback_url: parts.hubUrl(ownAddress, callback.path),
      agent_base_url: parts.agentBaseUrl,
    })
    const { registered, retry } = registrationOf(answer?.body)
    if (!answer || !registered || signal.aborted) {
      callback.close()
      if (!answer && !signal.aborted) onShown({ reachable: false })
      return answer && !registered && !retry ? 'unwanted' : 'failed'
    }
    const skills = skillsOf((await call('GET', '/capabilities'))?.body)
    held = { callback, ownAddress, skills, at: clock.monotonicMs(), reportedAt: null }
    onChange(held)
    return 'registered'
  }

  return {
    get registration() {
      return held
    },
    reported() {
      if (held) held.reportedAt = clock.monotonicMs()
    },
    nudge() {
      failures = 0
      leftAloneUntil = Number.NEGATIVE_INFINITY
      wake.abort()
    },
    done: run(),
  }
}
