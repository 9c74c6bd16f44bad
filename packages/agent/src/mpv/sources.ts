import type { Clock, Source } from '@baton/client'

/** A source and what mpv has of it. */
export interface Item {
  readonly source: Source
  /** This mpv has it in its list, or was told to. */
  listed: boolean
  /** mpv's number for it, once it has told. */
  entry: number | null
}

/** The source that is loaded. */
export interface Current extends Item {
  /** It could sound at once. */
  ready: boolean
  /** Somebody wants it heard. */
  wanted: boolean
  /** mpv was asked to sound, and has said that it will. */
  going: boolean
  /** It was told that it is heard, and nothing that ends it since. */
  heard: boolean
  /** mpv has handed on all of it, and nothing follows. */
  ending: boolean
  /** mpv has let go of it: it came to its end, or failed. */
  over: boolean
  /** Where mpv was sent to, until it says that it is there. */
  target: Target | null
  durationMs: number | null
  /** So many players died over it. */
  deaths: number
}

interface Target {
  readonly positionMs: number
  readonly since: number
}

export function itemOf(source: Source): Item {
  return { source, listed: false, entry: null }
}

export function currentOf(item: Item): Current {
  const none = { ready: false, wanted: false, going: false, heard: false, ending: false, over: false }
  return { ...item, ...none, target: null, durationMs: null, deaths: 0 }
}

/** Before mpv is told to open it, for the first time or once more. What is wanted of it stays. */
export function begunAnew(current: Current): void {
  current.ready = current.going = current.heard = current.ending = current.over = false
  current.entry = current.durationMs = null
}

/** mpv has let go of it, and nobody wants it any more. */
export function letGo(current: Current): void {
  current.ready = current.going = current.heard = current.wanted = false
  current.over = true
}

/** A place further than this from the one that was asked for is one from before, for a while. */
const NEAR_TARGET_MS = 750
const TARGET_HOLDS_MS = 2_000

export function aimed(positionMs: number, clock: Clock): Target {
  return { positionMs, since: clock.now() }
}

/** Whether a place that mpv tells is one from before it was sent elsewhere. */
export function isFromBefore(positionMs: number, target: Target | null, clock: Clock): boolean {
  if (target === null || Math.abs(positionMs - target.positionMs) <= NEAR_TARGET_MS) return false
  return clock.now() - target.since < TARGET_HOLDS_MS
}
