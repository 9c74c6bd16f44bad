import type { Clock } from '@baton/client'
import type { Current, Item } from './sources.ts'

/** mpv has begun the next source while the end of the former one is still on its way to the ears. */
export interface Crossing {
  readonly item: Item
  /** The former source, and when its end ought to be heard. */
  readonly lengthMs: number
  readonly heardAt: number
  /** mpv tells places of the next source. */
  begun: boolean
  /** It has told one below zero. */
  countsDown: boolean
}

/** The first place of a next source may be told before mpv has counted what is still on its way. */
const EARLY_MS = 50

export function crossingTo(item: Item, from: Current, positionMs: number, clock: Clock): Crossing {
  const lengthMs = from.durationMs ?? positionMs
  const heardAt = clock.now() + lengthMs - positionMs
  return { item, lengthMs, heardAt, begun: false, countsDown: false }
}

/** Whether the next source is heard now. mpv counts from below zero until the end of the former one was. */
export function isHeardNow(over: Crossing, positionMs: number, clock: Clock): boolean {
  if (positionMs < 0) over.countsDown = true
  if (positionMs < 0 || !over.begun) return false
  return over.countsDown || clock.now() >= over.heardAt - EARLY_MS
}
