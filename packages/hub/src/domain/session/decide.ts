import {
  type DeviceId,
  type DeviceReport,
  type Entry,
  type Rejection,
  rejection,
  type SessionCommand,
  type SessionId,
  type TrackId,
  type TrackSource,
  type UserId,
} from '@baton/protocol'
import type { Device } from '../device/device.ts'
import { entryBefore } from '../lists/order.ts'
import { standAt, tellPlay } from './alone.ts'
import { type Context, deviceOf } from './context.ts'
import { type Decision, Draft } from './decision.ts'
import { failOver, failoverFrom, silentSince } from './failover.ts'
import { chooseSpeaker, expireOffer, forget, giveUpHandOver, release, retire } from './hand-over.ts'
import { cancelOffer } from './hand-over-offer.ts'
import { countPlay, positionNow } from './position.ts'
import { announceNext, clear, enqueue, move, remove } from './queue-edits.ts'
import { keepQuiet } from './quiet.ts'
import { hearSilence, report } from './reports.ts'
import type { Session } from './session.ts'
import { type Yield, yieldSpeaker } from './shared-speaker.ts'
import { setOptions } from './shuffle-and-repeat.ts'
import { advance, jump, next, prev, skipFailed } from './skip.ts'
import { growStale } from './stale.ts'
import { startPlaylist, startSource } from './start-playlist.ts'
import type { TimerCommand } from './timers.ts'
import { pause, play, resume, seek, stop, toggle } from './transport.ts'
import { setVolume } from './volume.ts'
import { keepWithinLimit, limitVolume } from './volume-limit.ts'

/** What the hub itself tells a session, beside its timers. */
export type HubCommand =
  | TimerCommand
  /** What a device really does, once the device itself has learnt from it. */
  | {
      readonly type: 'session.hear'
      readonly sessionId: SessionId
      readonly report: DeviceReport
    }
  /** The active device was not heard of for its whole threshold; the music was heard up to here. */
  | {
      readonly type: 'session.lose-speaker'
      readonly sessionId: SessionId
      readonly deviceId: DeviceId
      readonly positionMs: number
      readonly heardAt: number
    }
  | {
      readonly type: 'session.release-speaker'
      readonly sessionId: SessionId
      readonly deviceId: DeviceId
      /** The device as it was, where it is removed and not only switched off: nothing of it is kept. */
      readonly gone?: Device
      /** What spoke for it has signed out: it is silent, and cannot say so any more. */
      readonly signedOut?: true
    }
  /** Whose session it is, is no more: it lets go of whatever device it has, whosever that is. */
  | { readonly type: 'session.retire'; readonly sessionId: SessionId }
  /** Whose session it is, is called something else: the devices that show for whom they play show that. */
  | { readonly type: 'session.tell-name'; readonly sessionId: SessionId }
  /** A device that several people may play on is another's now, or not to be this listener's any more. */
  | ({ readonly type: 'session.yield-speaker'; readonly sessionId: SessionId } & Yield)
  /** A device that has left for another session is silent as far as this one goes. */
  | {
      readonly type: 'session.hear-silence'
      readonly sessionId: SessionId
      readonly deviceId: DeviceId
      readonly positionMs: number
    }
  /** A tag was seen: this plays instead of the queue that was there, as far as whoever linked the tag may see it. */
  | {
      readonly type: 'queue.start-source'
      readonly sessionId: SessionId
      readonly source: TrackSource
      readonly inNameOf: UserId
      /** It sounds there; missing: where a session that begins to play sounds. */
      readonly on?: DeviceId
    }
  /** A tag was seen: what is paused goes on behind this step. */
  | {
      readonly type: 'session.go-on'
      readonly sessionId: SessionId
      readonly step: 'next' | { readonly deviceId: DeviceId }
    }
  /** How loud a device may get has changed. Every decision looks at that, so nothing more is to be done. */
  | { readonly type: 'session.keep-ceilings'; readonly sessionId: SessionId }
  /** An owner said how loud this user's music may get. */
  | {
      readonly type: 'session.limit-volume'
      readonly sessionId: SessionId
      readonly maxVolume: number | null
    }

export type DecidedCommand = SessionCommand | HubCommand

/**
 * The rules of a session, whole: what a command leads to from this state, with these facts. Pure; refusals are values.
 * The revision moves by one when anything happened, and not at all otherwise.
 */
export function decideSession(session: Session, command: DecidedCommand, context: Context): Decision {
  const draft = new Draft(session, context)
  growStale(draft, context)
  countPlay(draft)
  const rejected = carryOut(draft, command, context)
  if (rejected) return { rejected }
  keepQuiet(draft, context)
  keepWithinLimit(draft, context)
  if (draft.session.queue !== null) announceNext(draft)
  return { accepted: draft.finish() }
}

/** Which commands touch the queue's rows; the others are decided on the head alone. */
export function needsQueue(command: DecidedCommand): boolean {
  switch (command.type) {
    case 'session.next':
    case 'session.prev':
    case 'session.jump':
    case 'session.go-on':
    case 'session.end-entry':
    case 'session.set-options':
    case 'session.stand-at':
      return true
    case 'session.hear':
      return command.report.event === 'ended' || command.report.event === 'failed'
    default:
      return command.type.startsWith('queue.')
  }
}

function carryOut(draft: Draft, command: DecidedCommand, context: Context): Rejection | null {
  switch (command.type) {
    case 'session.play':
      return play(draft, context)
    case 'session.pause':
      return pause(draft)
    case 'session.toggle':
      return toggle(draft, context)
    case 'session.resume':
      return resume(draft, context)
    case 'session.stop':
      return stop(draft)
    case 'session.seek':
      return seek(draft, command.positionMs)
    case 'session.next':
      return next(draft)
    case 'session.prev':
      return prev(draft)
    case 'session.jump':
      return jump(draft, command.entryId, context)
    case 'session.end-entry':
      return endEntry(draft, command, context)
    case 'session.set-options':
      return setOptions(draft, command, context)
    case 'session.set-volume':
      return setVolume(draft, command, context)
    case 'session.choose-speaker':
      return chooseSpeaker(draft, command, context)
    case 'session.tell-play':
      return tellPlay(draft, command, context)
    case 'session.stand-at':
      return standAt(draft, command, context)
    case 'session.like':
      return like(draft, command.trackId, command.liked ?? true, context)
    case 'queue.enqueue':
      return enqueue(draft, command, context)
    case 'queue.move':
      return move(draft, command.entryId, command.after)
    case 'queue.remove':
      return remove(draft, command.entryIds)
    case 'queue.clear':
      return clear(draft)
    case 'queue.start-playlist':
      return startPlaylist(draft, command, context)
    case 'session.go-on':
      return goOn(draft, command.step, context)
    case 'queue.start-source':
      return startSource(draft, command, context)
    case 'session.hear':
      return report(draft, command.report, context)
    case 'session.expire-offer':
      return expireOffer(draft, command.offerId)
    case 'session.give-up-handover':
      return draft.view.speakerEpoch === command.speakerEpoch ? giveUpHandOver(draft, context) : null
    case 'session.fail-over':
      return failOver(draft, command.speakerEpoch, context)
    case 'session.count-play':
    case 'session.grow-stale':
    case 'session.keep-ceilings':
    case 'session.tell-name':
      return null
    case 'session.lose-speaker':
      return loseSpeaker(draft, command, context)
    case 'session.release-speaker':
      return releaseSpeaker(draft, command, context)
    case 'session.retire':
      return retire(draft, context)
    case 'session.yield-speaker':
      return yieldSpeaker(draft, command, context)
    case 'session.hear-silence':
      return hearSilence(draft, command)
    case 'session.limit-volume':
      return limitVolume(draft, command.maxVolume)
  }
}

type Step = Extract<HubCommand, { type: 'session.go-on' }>['step']

/** Where there is no next one it has stopped, and stays so. */
function goOn(draft: Draft, step: Step, context: Context): Rejection | null {
  const refused = step === 'next' ? next(draft) : chooseSpeaker(draft, step, context)
  return refused ?? (draft.view.playState === 'paused' ? play(draft, context) : null)
}

/** A plain program that got no answer says it again; no track is this short. */
const SAID_AGAIN_WITHIN_MS = 1_000

type Release = Extract<HubCommand, { type: 'session.release-speaker' }>

function releaseSpeaker(draft: Draft, command: Release, context: Context): Rejection | null {
  const { deviceId, gone, signedOut = false } = command
  const refused = release(draft, deviceId, context, { isSilent: signedOut })
  if (!refused && gone) forget(draft, deviceId)
  return refused
}

type EndEntry = Extract<SessionCommand, { type: 'session.end-entry' }>

/**
 * Said by a device that does not report: counts only from the active device and for the current entry. Without naming
 * one it cannot tell a second *ended* of the former entry from one of this: shortly after the first it is the same.
 */
function endEntry(draft: Draft, command: EndEntry, context: Context): Rejection | null {
  const { activeDeviceId, current, playState } = draft.view
  if (activeDeviceId === null || context.callerId !== activeDeviceId) return rejection('speaker.not-active')
  if (current === null || playState !== 'playing') return null
  if (command.entryId !== undefined && command.entryId !== current.entryId) return null
  if (command.failed) skipFailed(draft)
  else if (command.entryId !== undefined || !saidAlready(draft, current)) advance(draft, 0)
  return null
}

/** The entry before has only just come to its end, or this one has and plays again: that is being said once more. */
function saidAlready({ view, now, queue }: Draft, current: Entry): boolean {
  if (positionNow(view, now) >= SAID_AGAIN_WITHIN_MS) return false
  const before = entryBefore(queue, current.entryId, view.repeatMode)
  return view.repeatMode === 'one' || before?.entryId === current.entryId || before?.status === 'played'
}

function like(draft: Draft, trackId: TrackId, liked: boolean, context: Context): Rejection | null {
  if (!context.tracks?.some((track) => track.trackId === trackId)) return rejection('library.track-not-found')
  draft.result = { liked }
  if (context.liked !== liked) draft.happen({ type: 'session.track-liked', trackId, liked })
  return null
}

type Lost = Extract<HubCommand, { type: 'session.lose-speaker' }>

/** The speaker is gone: the music waits where listeners heard it last. It stays the active device. */
function loseSpeaker(draft: Draft, { deviceId, positionMs, heardAt }: Lost, context: Context): null {
  const { offer, activeDeviceId } = draft.view
  if (offer && (offer.fromDeviceId === deviceId || offer.toDeviceId === deviceId)) cancelOffer(draft)
  if (activeDeviceId !== deviceId || draft.view.playState !== 'playing') return null
  const silentFrom = silentSince(deviceOf(context, deviceId), draft.now)
  const reason = 'speaker-lost'
  const failover = failoverFrom(draft, { deviceId, reason, silentFrom }, context)
  const soundsUntil = silentFrom ?? draft.now
  pause(draft, reason, { positionMs, heardAt, soundsUntil, failover })
  return null
}
