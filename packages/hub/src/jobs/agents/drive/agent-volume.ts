import type { Volume } from '@baton/protocol'
import type { CallAgent } from '../calls/agent-calls.ts'
import type { HealthReport } from '../reports/health-report.ts'

/** Brings an agent to the loudness that is wanted of it. Rule CB41 in docs/protocol/devices.md. */
export interface AgentVolume {
  /** Before it sounds: ours is told a volume. */
  set(): Promise<void>
  /** An agent of the reference is only turned up and down by steps, and says itself how loud it is. */
  turnTowards(report: HealthReport): Promise<void>
  /** It is another registration: what it was told counts no more. */
  forget(): void
}

export interface AgentVolumeParts {
  readonly call: CallAgent
  /** Whether it took the command. */
  readonly order: (path: string, body: Readonly<Record<string, unknown>>) => Promise<boolean>
  readonly isOurs: () => boolean
  readonly wanted: () => Volume
}

const MOST_STEPS = 25
const STEP = 5

export function agentVolume({ call, order, isOurs, wanted: wantedNow }: AgentVolumeParts): AgentVolume {
  let told: Volume | null = null
  let steps = 0
  const isTold = ({ volume, muted }: Volume) => told?.volume === volume && told.muted === muted

  return {
    async set() {
      const wanted = wantedNow()
      if (!isOurs() || isTold(wanted)) return
      if (await order('/volume', { volume: wanted.volume, muted: wanted.muted })) told = wanted
    },
    async turnTowards(report) {
      if (isOurs()) return
      const wanted = wantedNow()
      if (!isTold(wanted)) steps = MOST_STEPS
      told = wanted
      if (steps === 0) return
      steps -= 1
      if (report.muted !== null && report.muted !== wanted.muted) await call('POST', '/mute', {})
      const off = report.volume === null ? 0 : wanted.volume - report.volume
      if (Math.abs(off) > STEP) await call('POST', off > 0 ? '/volume_up' : '/volume_down', {})
    },
    forget() {
      told = null
    },
  }
}
