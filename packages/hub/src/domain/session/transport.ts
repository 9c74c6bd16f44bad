import { type DropOut, type Failover, type Rejection, rejection } from '@baton/protocol'
import type { Context } from './context.ts'
import type { Draft } from './decision.ts'
import { waitInstead } from './failover.ts'
import { cancelOffer } from './hand-over-offer.ts'
import { anchored, positionNow } from './position.ts'
import { ensureSpeaker } from './right-to-sound.ts'

export function play(draft: Draft, context: Context, positionMs?: number): Rejection | null {
  if (draft.view.playState === 'playing') return null
  const { current } = draft.view
  if (current === null) return rejection('session.nothing-to-play')
  if (current.status === 'failed') return rejection('session.nothing-playable')
  const refused = ensureSpeaker(draft, context)
  if (refused) return refused
  const change = anchored(draft, { playState: 'playing', ...(positionMs !== undefined && { positionMs }) })
  draft.happen({ type: 'session.played', change })
  return null
}

/** Goes on from the place that is offered, if one is; otherwise it is `play`. */
export function resume(draft: Draft, context: Context): Rejection | null {
  const { resumeOffer } = draft.view
  return play(draft, context, resumeOffer?.positionMs)
}

export type PauseReason = 'asked' | 'quiet-hours' | DropOut

/** Where and when it was heard last, where that is not here and now; and where it could go on. */
interface Heard {
  readonly positionMs?: number
  readonly heardAt?: number
  /** After this instant it is certainly not heard any more. */
  readonly soundsUntil?: number
  readonly failover?: Failover
  readonly isSilent?: boolean
}

/** Pauses where listeners heard it last. An offer stays: the device that gets ready takes over in silence. */
export function pause(draft: Draft, reason: PauseReason = 'asked', { failover, ...heard }: Heard = {}): null {
  if (draft.view.playState !== 'playing') {
    if (reason === 'asked') waitInstead(draft)
    return null
  }
  const change = {
    ...anchored(draft, {
      playState: 'paused',
      positionMs: positionNow(draft.view, draft.now),
      ...((reason === 'speaker-blocked' || reason === 'speaker-silent') && { soundsUntil: draft.now }),
      ...heard,
    }),
    handOver: null,
    ...(failover && { failover }),
  }
  draft.happen({ type: 'session.paused', change, reason })
  return null
}

export function toggle(draft: Draft, context: Context): Rejection | null {
  return draft.view.playState === 'playing' ? pause(draft) : play(draft, context)
}

/** Stops and goes back to the start of the current entry. */
export function stop(draft: Draft): null {
  if (draft.view.playState === 'stopped') return null
  cancelOffer(draft)
  const change = {
    ...anchored(draft, { playState: 'stopped', positionMs: 0 }),
    handOver: null,
  }
  draft.happen({ type: 'session.stopped', change, reason: 'asked' })
  return null
}

/** Moves within the current entry; beyond its end means its end. */
export function seek(draft: Draft, positionMs: number): Rejection | null {
  if (draft.view.current === null) return rejection('session.nothing-to-play')
  draft.happen({ type: 'session.seeked', change: anchored(draft, { positionMs }) })
  return null
}
