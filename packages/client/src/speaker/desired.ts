import {
  type Entry,
  type EntryId,
  LEASE_MS,
  type OfferId,
  type SessionView,
  SILENCED_WITHIN_MS,
} from '@baton/protocol'
import { positionNow } from '../follow/following.ts'
import type { Facts, SpeakerState } from './state.ts'

/** A speaker gives up the right to sound before it lapses: its timers may be late, and what it has handed on is heard a little longer. */
export const SILENT_AFTER_MS = LEASE_MS - 1_000
/** An anchor this young means its very position; an older one, wherever the music is by now. */
const FRESH_ANCHOR_MS = 3_000

/** The right to sound can be held: within the lease the hub has heard this device, and this device the hub. */
export function mayHold({ contactAgeMs, liveAgeMs }: Facts): boolean {
  return Math.max(contactAgeMs, liveAgeMs) <= SILENT_AFTER_MS
}

/** What the session wants of this device. */
export type Desired =
  | { readonly kind: 'nothing' }
  /** It was offered the music: load and stay silent. */
  | { readonly kind: 'offer'; readonly offerId: OfferId; readonly entryId: EntryId; readonly url: string }
  | { readonly kind: 'own'; readonly entryId: EntryId; readonly url: string; readonly sounding: boolean }
  /** It ought to play, and the address of the track has not come yet. */
  | { readonly kind: 'address-missing' }

export function desiredOf(state: SpeakerState, facts: Facts): Desired {
  const { session, fileUrl, ahead, deviceId } = state
  if (state.removed || session === null || session.current === null) return { kind: 'nothing' }
  const { current, offer } = session
  if (session.activeDeviceId === deviceId) {
    const sounding = session.playState === 'playing' && !state.lapsed && !mustWait(session, state, facts)
    if (ahead !== null && state.loaded) {
      return { kind: 'own', entryId: ahead.to, url: state.loaded.url, sounding }
    }
    return fileUrl === null
      ? { kind: 'address-missing' }
      : { kind: 'own', entryId: current.entryId, url: fileUrl, sounding }
  }
  if (offer?.toDeviceId !== deviceId) return { kind: 'nothing' }
  if (fileUrl === null) return { kind: 'address-missing' }
  return { kind: 'offer', offerId: offer.offerId, entryId: current.entryId, url: fileUrl }
}

/** A new speaker gives up before the hub does: what the hub has not heard of it by then must not be heard. */
const SILENT_BEFORE_DEADLINE_MS = 250

/**
 * The speaker waits until nobody else can be heard: those who were, have said that they are silent, or their right to
 * sound has ended by their own clocks. Taking over, it is silent again before the hub gives up waiting for its word.
 */
function mustWait(session: SessionView, { deviceId }: SpeakerState, facts: Facts): boolean {
  const { serverNow, uncertaintyMs } = facts
  const isLeft = session.unsilenced?.some(
    (other) => other.deviceId !== deviceId && serverNow - uncertaintyMs < other.until,
  )
  if (isLeft) return true
  const { handOver } = session
  if (handOver === null || handOver.toDeviceId !== deviceId) return false
  if (serverNow + uncertaintyMs >= handOver.deadline - SILENT_BEFORE_DEADLINE_MS) return true
  return handOver.silenced === null && serverNow < handOver.committedAt + SILENCED_WITHIN_MS
}

/**
 * Where the music has to start, decided when it becomes clear that it has to. In a hand-over the timeline stands where
 * the former speaker fell silent, or where somebody moved it to since.
 */
export function startOf(session: SessionView, { serverNow }: Facts): number | 'expected' {
  const { handOver, timeline } = session
  if (timeline.rate === 0) return timeline.positionMs
  if (handOver !== null && handOver.silenced === null) return 'expected'
  return serverNow - timeline.at < FRESH_ANCHOR_MS ? timeline.positionMs : 'expected'
}

/** The start as a place: one that follows the timeline allows for the time until this engine is heard. */
export function startPosition(
  startAt: number | 'expected',
  state: SpeakerState,
  { serverNow }: Facts,
): number {
  if (startAt !== 'expected') return startAt
  return positionNow(state.session, serverNow + state.latencyMs)
}

/** The entry to move on to without asking, if its address is at hand. */
export function announced({ session, nextFileUrl }: SpeakerState): { entry: Entry; url: string } | null {
  const next = session?.next ?? null
  return next && nextFileUrl !== null ? { entry: next, url: nextFileUrl } : null
}
