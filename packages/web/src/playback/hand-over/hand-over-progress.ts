import type { BatonFailure } from '@baton/client'
import type { DeviceId, SessionView } from '@baton/protocol'
import { failureText } from '../../strings/failure-text.ts'
import { words } from '../../strings/strings.ts'

/** One attempt to move the music, as this screen started it. */
export type Move =
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

export type MovePhase = 'asking' | 'moving' | 'done' | 'failed'

export interface MoveView {
  readonly phase: MovePhase
  readonly text: string
  /** Moving at once is possible, and both may be heard for a moment. */
  readonly mayForce: boolean
}

type Seen = Pick<SessionView, 'activeDeviceId' | 'offer' | 'handOver' | 'playState'>

/** What to show of a move: what was asked and answered, together with what the session says by now. */
export function viewMove(move: Move, session: Seen | null): MoveView {
  const { toDeviceId, toName } = move
  if (move.step === 'refused') {
    const reason = failureText(move.failure)
    return view('failed', words.handOver.failed(toName, reason), move.failure.code === 'speaker.unreachable')
  }
  if (session?.handOver?.toDeviceId === toDeviceId) return view('moving', words.handOver.moving(toName))
  if (session?.offer?.toDeviceId === toDeviceId || move.step === 'asked') {
    return view('asking', words.handOver.asking(toName))
  }
  if (session && session.activeDeviceId !== toDeviceId) {
    return view('failed', words.handOver.failed(toName, words.handOver.fellBack))
  }
  const isPlaying = session?.playState === 'playing'
  return view('done', isPlaying ? words.handOver.done(toName) : words.handOver.chosen(toName))
}

function view(phase: MovePhase, text: string, mayForce = false): MoveView {
  return { phase, text, mayForce }
}
