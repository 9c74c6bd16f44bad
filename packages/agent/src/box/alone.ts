// The session of a box that is cut off: what it plays by itself, of what it keeps. Pure. Rules BX22 to BX25.
import { positionNow } from '@baton/client'
import {
  countsAfterMs,
  type DeviceId,
  type Entry,
  type EntryId,
  FULL_VOLUME,
  listenedAt,
  type PlayState,
  type SessionView,
  type TagId,
  type TrackId,
} from '@baton/protocol'

/** A play that the hub did not see. */
export interface Play {
  readonly trackId: TrackId
  readonly entryId: EntryId
  /** It was under way when the box was cut off: the hub may have counted it. Missing: it was not. */
  readonly isUnderWay?: true
}

export interface Alone {
  readonly view: SessionView
  /** In the order in which they play. */
  readonly entries: readonly Entry[]
  /** The tag that began it; null: none did, since the box was cut off. */
  readonly tagId: TagId | null
  /** Each change that the hub has to be told of. Zero: nothing has happened here that it does not know. */
  readonly changes: number
  /** The current entry is still the one at which the box was cut off, and was not begun anew since. */
  readonly isUnderWay: boolean
  /** What was heard long enough, and is not told yet. */
  readonly plays: readonly Play[]
}

export interface Facts {
  /** The hub's time as far as it was known when the hub went, by the box's own clock since. */
  readonly now: number
  readonly deviceId: DeviceId
  /** As loud as the device may get now, in percent. */
  readonly loudest: number
  /** Which tracks can be played without the hub. */
  readonly isKept: (trackId: TrackId) => boolean
}

/** Up to here `previous` goes to the entry before; later it restarts the current one. */
const RESTARTS_AFTER_MS = 3_000

/** The session as it was known last. What sounded goes on. */
export function cutOff(view: SessionView, entries: readonly Entry[], { deviceId }: Facts): Alone {
  const sounds = view.playState === 'playing' && view.activeDeviceId === deviceId
  const shown = { ...view, offer: null, handOver: null, failover: null, unsilenced: null }
  return { view: shown, entries, tagId: null, changes: sounds ? 1 : 0, isUnderWay: true, plays: [] }
}

/** The same where it was not heard of the hub since the box was started: nothing begins to sound by itself. */
export function awoken(view: SessionView, entries: readonly Entry[], facts: Facts): Alone {
  const quiet = view.playState === 'playing' ? 'paused' : view.playState
  const { timeline } = view
  const stood = { positionMs: timeline.positionMs, at: facts.now, rate: 0 } as const
  return { ...cutOff({ ...view, playState: quiet, timeline: stood }, entries, facts), changes: 0 }
}

/** Plays these instead of what was there, from the first that is kept; null where none is. */
export function started(
  alone: Alone,
  entries: readonly Entry[],
  tagId: TagId | null,
  facts: Facts,
): Alone | null {
  const first = entries.find(({ trackId }) => facts.isKept(trackId))
  if (!first) return null
  return moved({ ...alone, entries, tagId }, first, 'playing', facts)
}

export function played(alone: Alone, facts: Facts): Alone {
  const { current, playState } = alone.view
  if (playState === 'playing' || current === null || !facts.isKept(current.trackId)) return alone
  return anchored(alone, { playState: 'playing' }, facts)
}

export function paused(alone: Alone, facts: Facts): Alone {
  return alone.view.playState === 'playing' ? anchored(alone, { playState: 'paused' }, facts) : alone
}

export function stopped(alone: Alone, facts: Facts): Alone {
  if (alone.view.playState === 'stopped') return alone
  return anchored(alone, { playState: 'stopped', positionMs: 0 }, facts)
}

export function sought(alone: Alone, positionMs: number, facts: Facts): Alone {
  return alone.view.current === null ? alone : anchored(alone, { positionMs }, facts)
}

export function next(alone: Alone, facts: Facts): Alone {
  const entry = keptFrom(alone, 1, facts)
  return entry ? moved(alone, entry, alone.view.playState, facts) : stopped(alone, facts)
}

export function previous(alone: Alone, facts: Facts): Alone {
  const late = positionNow(alone.view, facts.now) > RESTARTS_AFTER_MS
  const entry = late ? null : keptFrom(alone, -1, facts)
  return entry ? moved(alone, entry, alone.view.playState, facts) : sought(alone, 0, facts)
}

export function volumeSet(
  alone: Alone,
  wanted: { readonly volume?: number | undefined; readonly muted?: boolean | undefined },
  { deviceId, loudest }: Facts,
): Alone {
  const { volumes, maxVolume } = alone.view
  const { volume, muted } = volumes[deviceId] ?? FULL_VOLUME
  const bounded = Math.min(wanted.volume ?? volume, maxVolume ?? FULL_VOLUME.volume, loudest)
  const set = { ...volumes, [deviceId]: { volume: bounded, muted: wanted.muted ?? muted } }
  return { ...alone, view: { ...alone.view, volumes: set }, changes: alone.changes + 1 }
}

/** What its device may do, and no more: the hub turns it down itself, and need not be told. The same where it fits. */
export function held(alone: Alone, isSilenced: boolean, facts: Facts): Alone {
  const quiet = isSilenced ? paused(alone, facts) : alone
  const { volume } = quiet.view.volumes[facts.deviceId] ?? FULL_VOLUME
  return volume <= facts.loudest ? quiet : { ...volumeSet(quiet, {}, facts), changes: quiet.changes }
}

/** Where the sound really is: what is heard is what counts, also of the plays. */
export function heardAt(alone: Alone, positionMs: number, rate: 0 | 1, facts: Facts): Alone {
  const counted = withPlay(alone, facts.now)
  const sounds = counted.view.playState === 'playing' ? rate : 0
  const timeline = { positionMs, at: facts.now, rate: sounds } as const
  const listened = listenedAt(counted.view, facts.now)
  return { ...counted, view: { ...counted.view, listened, timeline } }
}

/** The current entry came to its end; `to`: what follows already. */
export function ended(alone: Alone, to: EntryId | null, facts: Facts): Alone {
  const { current, repeatMode } = alone.view
  if (current === null) return alone
  const following =
    alone.entries.find(({ entryId }) => entryId === to) ??
    (repeatMode === 'one' ? current : keptFrom(alone, 1, facts))
  return following ? moved(alone, following, 'playing', facts) : stopped(alone, facts)
}

/** It cannot be played: the next one that can follows, and where there is none it is silent. */
export function failed(alone: Alone, facts: Facts): Alone {
  const broken = alone.view.current?.trackId
  const others = { ...facts, isKept: (id: TrackId) => id !== broken && facts.isKept(id) }
  return next(alone, others)
}

/** What follows the current entry by itself. */
export function announcedBy(alone: Alone, facts: Facts): Entry | null {
  return alone.view.repeatMode === 'one' ? alone.view.current : keptFrom(alone, 1, facts)
}

function keptFrom({ entries, view }: Alone, step: 1 | -1, facts: Facts): Entry | null {
  const at = entries.findIndex(({ entryId }) => entryId === view.current?.entryId)
  if (at < 0) return null
  const behind = step === 1 ? entries.slice(at + 1) : entries.slice(0, at).reverse()
  const around = view.repeatMode === 'all' ? (step === 1 ? entries : entries.toReversed()) : []
  return [...behind, ...around].find(({ trackId }) => facts.isKept(trackId)) ?? null
}

interface Anchor {
  readonly playState?: PlayState
  readonly positionMs?: number
}

function anchored(alone: Alone, anchor: Anchor, facts: Facts): Alone {
  const { now, deviceId } = facts
  const counted = withPlay(alone, now)
  const { view } = counted
  const playState = anchor.playState ?? view.playState
  const positionMs = Math.round(anchor.positionMs ?? positionNow(view, now))
  const listened = listenedAt(view, now)
  const rate = playState === 'playing' ? 1 : 0
  const shown = { ...view, playState, listened, activeDeviceId: deviceId, resumeOffer: null }
  return {
    ...counted,
    changes: counted.changes + 1,
    view: { ...shown, timeline: { positionMs, at: now, rate } },
  }
}

function moved(alone: Alone, entry: Entry, playState: PlayState, facts: Facts): Alone {
  const left = withPlay(alone, facts.now)
  const current: Entry = { ...entry, status: 'playing' }
  const fresh = { ...left.view, current, listened: { ms: 0, counted: false } }
  const stood = { ...fresh, timeline: { positionMs: 0, at: facts.now, rate: 0 as const } }
  return anchored({ ...left, isUnderWay: false, view: stood }, { playState, positionMs: 0 }, facts)
}

/** Counted by what was really heard, once for each entry that is played. */
function withPlay(alone: Alone, now: number): Alone {
  const { view } = alone
  const { current } = view
  const listened = listenedAt(view, now)
  if (current === null || listened.counted || listened.ms < countsAfterMs(current.durationMs)) return alone
  const { trackId, entryId } = current
  return {
    ...alone,
    changes: alone.changes + 1,
    view: { ...view, listened: { ...view.listened, counted: true } },
    plays: [...alone.plays, { trackId, entryId, ...(alone.isUnderWay && { isUnderWay: true }) }],
  }
}
