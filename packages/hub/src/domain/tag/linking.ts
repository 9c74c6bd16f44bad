// The wait for a tag, from its beginning to one of its ends. Pure functions from a linking to the linking behind.
//
//   listening -- a tag that plays nothing, or `overrides` ------> success
//       |   \--- a tag that plays something --> duplicate ------> success (linked anew; or another tag)
//       |                                           |
//       +-------------------------------------------+--> stopped | timeout | error
import {
  type ErrorCode,
  isOpenLinking,
  type LinkingId,
  type LinkingPhase,
  type TagId,
  type TagLinking,
  type TagTarget,
  type UserId,
} from '@baton/protocol'

export interface Beginning {
  readonly linkingId: LinkingId
  readonly target: TagTarget
  readonly policy: TagLinking['policy']
  readonly startedBy: UserId
  readonly overrides: boolean
  readonly lastsMs: number
  readonly now: number
}

export function begun({ lastsMs, now, ...asked }: Beginning): TagLinking {
  return {
    ...asked,
    phase: 'listening',
    tagId: null,
    conflict: null,
    failure: null,
    startedAt: now,
    timeoutAt: now + lastsMs,
    endedAt: null,
  }
}

/** At most one is open. */
export function openIn(linkings: readonly TagLinking[]): TagLinking | null {
  return linkings.find(isOpenLinking) ?? null
}

/** The tag that came plays this already, and may be linked anew. */
export function duplicate(linking: TagLinking, tagId: TagId, conflict: TagTarget): TagLinking {
  return { ...linking, phase: 'duplicate', tagId, conflict }
}

export function succeeded(linking: TagLinking, tagId: TagId, now: number): TagLinking {
  return { ...ended(linking, 'success', now), tagId, conflict: null }
}

/** The tag that came could not be linked. */
export function failed(linking: TagLinking, tagId: TagId, failure: ErrorCode, now: number): TagLinking {
  return { ...ended(linking, 'error', now), tagId, failure }
}

export function stopped(linking: TagLinking, now: number): TagLinking {
  return ended(linking, 'stopped', now)
}

/** The same before its time. */
export function timedOut(linking: TagLinking, now: number): TagLinking {
  return isOpenLinking(linking) && now >= linking.timeoutAt ? ended(linking, 'timeout', now) : linking
}

function ended(linking: TagLinking, phase: LinkingPhase, now: number): TagLinking {
  return { ...linking, phase, endedAt: now }
}
