import { MAX_ALONE, type Standing } from '@baton/protocol'
import type { Alone } from './alone.ts'

/** Where it stands, in the words in which the hub is told: of a long list only what is around. */
export function standingOf({ view, entries }: Alone, positionMs: number): Standing {
  const { current, playState, listened } = view
  if (current === null) throw new Error('A box that plays nothing stands nowhere')
  const at = Math.max(
    0,
    entries.findIndex(({ entryId }) => entryId === current.entryId),
  )
  const from = Math.max(0, Math.min(at - MAX_ALONE / 4, entries.length - MAX_ALONE))
  const around = entries.slice(from, from + MAX_ALONE)
  const named = around.length > 0 ? around : [current]
  return {
    entries: named.map(({ entryId, trackId }) => ({ entryId, trackId })),
    entryId: current.entryId,
    positionMs,
    ageMs: 0,
    playState,
    listened: { ms: Math.round(listened.ms), counted: listened.counted },
  }
}
