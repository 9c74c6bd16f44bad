import type { DeviceId, SessionView, TrackId } from '@baton/protocol'
import type { Clock, Engine, Principal } from '#engine'
import type { CallAgent } from '../calls/agent-calls.ts'
import type { Callbacks } from '../reports/callbacks.ts'
import type { HealthReport } from '../reports/health-report.ts'
import type { ToneResult } from './agent-tone.ts'
import type { LoopTimes } from './loop-times.ts'
import type { Registration } from './registration-loop.ts'

export interface AgentSpeaker {
  /** The session as it is now. */
  sessionIs(view: SessionView): void
  /** Somebody moved the timeline: where the music stands says nothing any more. */
  moved(): void
  /** There is a registration now, or none. */
  registrationIs(registration: Registration | null): void
  /** At most a few times a second. */
  heard(report: HealthReport): void
  /** It has answered: what it was known to play until then, it played until now. */
  contact(): void
  /** It is lost: tells the hub where it was when it was heard of last. */
  confirm(): Promise<void>
  /** Plays the tone that lies at this path of the hub, where nothing else plays; resolves when that is over. */
  tone(path: string): Promise<ToneResult>
  /** It ought to sound, or does. */
  readonly isPlaying: boolean
  /** It has not answered yet that it is silent. */
  readonly mayBeHeard: boolean
  /** Closes what it has open; what plays goes on. */
  readonly done: Promise<void>
}

export interface SpeakerParts {
  readonly engine: Pick<Engine, 'contact' | 'execute' | 'tickets' | 'now'>
  readonly principal: Principal
  readonly deviceId: DeviceId
  readonly clock: Clock
  readonly times: LoopTimes
  readonly call: CallAgent
  readonly callbacks: Callbacks
  readonly agentBaseUrl: string
  readonly hubUrl: (ownAddress: string, path: string) => string
  /** Where the file lies in a music folder that it would be sent as it is; null where it would be made over. */
  readonly fileOf: (trackId: TrackId, startMs: number) => Promise<string | null>
  readonly onUnreachable: () => void
  readonly onFailure: (error: unknown) => void
  readonly signal: AbortSignal
}
