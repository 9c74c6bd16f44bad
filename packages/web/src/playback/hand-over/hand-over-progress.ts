import type { BatonFailure } from '@baton/client'
import type { DeviceId, SessionView } from '@baton/protocol'
import { failureText } from '../../strings/choose-failure-text.ts'
import { strings } from '../../strings/strings.ts'

/** One attempt to move the music, as this screen started it. */
export type HandOver =
  | { readonly step: 'asked'; readonly toDeviceId: DeviceId; readonly toName: string }
  | {
      readonly step: 'answered'
      readonly toDeviceId: DeviceId
      readonly toName: string
      readonly fromDeviceId: DeviceId | null
    }
  | {
      readonly step: 'refused'
      readonly toDeviceId: DeviceId
      readonly toName: string
      readonly failure: Pick<BatonFailure, 'code' | 'message'>
    }

export type HandOverPhase = 'asking' | 'moving' | 'done' | 'failed'

export interface HandOverProgress {
  readonly phase: HandOverPhase
  readonly text: string
  /** Moving at once is possible, and both may be heard for a moment. */
  readonly mayForce: boolean
  /** Somebody else has it, and would lose it. */
  readonly mayTakeOver?: boolean
}

type Seen = Pick<SessionView, 'activeDeviceId' | 'offer' | 'handOver' | 'playState'>

/** What to show of a move: what was asked and answered, together with what the session says by now. */
export function handOverProgress(move: HandOver, session: Seen | null): HandOverProgress {
  const { toDeviceId, toName } = move
  if (move.step === 'refused') {
    if (move.failure.code === 'speaker.in-use')
      return { ...view('failed', strings.sharing.inUse(toName)), mayTakeOver: true }
    const reason = failureText(move.failure)
    return view(
      'failed',
      strings.handOver.failed(toName, reason),
      move.failure.code === 'speaker.unreachable',
    )
  }
  if (session?.handOver?.toDeviceId === toDeviceId) return view('moving', strings.handOver.moving(toName))
  if (session?.offer?.toDeviceId === toDeviceId || move.step === 'asked') {
    return view('asking', strings.handOver.asking(toName))
  }
  if (session && session.activeDeviceId !== toDeviceId) {
    return view('failed', strings.handOver.failed(toName, strings.handOver.fellBack), true)
  }
  const isPlaying = session?.playState === 'playing'
  return view('done', isPlaying ? strings.handOver.done(toName) : strings.handOver.chosen(toName))
}

function view(phase: HandOverPhase, text: string, mayForce = false): HandOverProgress {
  return { phase, text, mayForce }
}
