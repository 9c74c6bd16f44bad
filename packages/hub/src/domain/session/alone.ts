// What a box tells that was cut off from the hub and played on by itself. Nobody else can hold its session's sound, so
// what it says of it is so. Rules BX20 to BX26.
import { type Entry, type Rejection, rejection, type SessionCommand } from '@baton/protocol'
import { mayBeHeard } from '../device/device.ts'
import { findEntry } from '../lists/order.ts'
import { type Context, deviceOf } from './context.ts'
import type { Draft } from './decision.ts'
import { anchored } from './position.ts'
import { rightMovedTo } from './right-to-sound.ts'
import { moveTo } from './skip.ts'

type TellPlay = Extract<SessionCommand, { type: 'session.tell-play' }>
type StandAt = Extract<SessionCommand, { type: 'session.stand-at' }>

/** A play that the hub did not see. The one that was under way when the box was cut off it may have seen. */
export function tellPlay(
  draft: Draft,
  { trackId, entryId, at, isUnderWay = false }: TellPlay,
  context: Context,
): Rejection | null {
  if (!isByTheBox(draft, context)) return rejection('auth.forbidden')
  if (!context.tracks?.some((track) => track.trackId === trackId)) return rejection('library.track-not-found')
  const { current, listened } = draft.view
  // An entry that is repeated plays again under the same id.
  const mayBeSeen = isUnderWay && current?.entryId === entryId
  if (mayBeSeen && listened.counted) return null
  const change = mayBeSeen ? { listened: { ...listened, counted: true } } : {}
  const deviceId = context.callerId
  draft.happen({ type: 'session.play-counted', change, trackId, entryId, deviceId })
  draft.plays.push({ trackId, deviceId, at })
  return null
}

/**
 * The session stands where the box is. Its queue is replaced only where the box plays something that is not in it. One that
 * may not be heard any more stands there silent.
 */
export function standAt(draft: Draft, standing: StandAt, context: Context): Rejection | null {
  if (!isByTheBox(draft, context)) return rejection('auth.forbidden')
  const entries = entriesOf(standing, context)
  const there = findEntry(draft.queue, standing.entryId)
  const current = there ?? entries.find((entry) => entry.entryId === standing.entryId)
  if (!current) return rejection('library.track-not-found')
  if (!there) replaceQueue(draft, entries)
  const device = deviceOf(context, context.callerId)
  const mayPlay = device !== null && mayBeHeard(device, context.now) === null
  if (mayPlay && draft.view.activeDeviceId !== context.callerId) {
    draft.happen({
      type: 'session.speaker-changed',
      change: rightMovedTo(draft, context.callerId, context),
      fromDeviceId: draft.view.activeDeviceId,
      offerId: null,
      reason: 'play',
    })
  }
  const { listened } = standing
  const playState = mayPlay || standing.playState !== 'playing' ? standing.playState : 'paused'
  const positionMs = standing.positionMs + (standing.playState === 'playing' ? standing.ageMs : 0)
  if (draft.view.current?.entryId !== current.entryId) {
    moveTo(draft, current, 'jump', { playState, positionMs, listened })
    return null
  }
  const counted = listened.counted || draft.view.listened.counted
  const change = { ...anchored(draft, { playState, positionMs }), listened: { ms: listened.ms, counted } }
  draft.happen({ type: 'session.seeked', change })
  return null
}

function isByTheBox({ view }: Draft, context: Context): boolean {
  return view.ofBox === true && deviceOf(context, context.callerId) !== null
}

/** Tracks that the library does not have any more are left out. */
function entriesOf({ entries }: StandAt, { tracks }: Context): readonly Entry[] {
  const known = new Map(tracks?.map((track) => [track.trackId, track]))
  return entries.flatMap(({ entryId, trackId }): Entry[] => {
    const track = known.get(trackId)
    return track ? [{ ...track, entryId, status: 'queued' }] : []
  })
}

function replaceQueue(draft: Draft, entries: readonly Entry[]): void {
  const { shuffle, startedPlaylist } = draft.view
  draft.happen({ type: 'queue.cleared' })
  draft.happen({ type: 'queue.extended', entries: [...entries], index: 0, orderIndex: shuffle ? 0 : null })
  if (shuffle) draft.happen({ type: 'queue.shuffled', order: entries.map(({ entryId }) => entryId) })
  if (startedPlaylist) draft.happen({ type: 'session.playlist-changed', change: { startedPlaylist: null } })
}
