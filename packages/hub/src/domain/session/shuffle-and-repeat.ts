import type { RepeatMode } from '@baton/protocol'
import { announcedNext } from '../lists/order.ts'
import { shuffledOrder } from '../lists/shuffled-order.ts'
import type { Context } from './context.ts'
import type { Draft } from './decision.ts'

export interface Options {
  readonly shuffle?: boolean | undefined
  readonly repeatMode?: RepeatMode | undefined
  readonly autoFailover?: boolean | undefined
}

/**
 * Shuffling makes a permutation that is kept with the session, the current entry first; un-shuffling goes back to the
 * user's order, at the current entry. Neither is heard.
 */
export function setOptions(draft: Draft, options: Options, context: Context): null {
  const shuffle = options.shuffle ?? draft.view.shuffle
  const repeatMode = options.repeatMode ?? draft.view.repeatMode
  const autoFailover = options.autoFailover ?? draft.view.autoFailover ?? false
  if (autoFailover !== (draft.view.autoFailover ?? false))
    draft.happen({ type: 'session.options-changed', change: { autoFailover } })
  if (shuffle === draft.view.shuffle && repeatMode === draft.view.repeatMode) return null
  if (shuffle !== draft.view.shuffle) reorder(draft, shuffle, context.seed)
  const next = announcedNext(draft.queue, draft.view.current, repeatMode)
  draft.happen({ type: 'session.options-changed', change: { shuffle, repeatMode, next } })
  return null
}

function reorder(draft: Draft, shuffle: boolean, seed: number): void {
  if (!shuffle) {
    draft.happen({ type: 'queue.unshuffled' })
    return
  }
  const currentId = draft.view.current?.entryId
  const ids = draft.queue.entries.map((entry) => entry.entryId)
  const others = shuffledOrder(
    ids.filter((id) => id !== currentId),
    seed,
  )
  draft.happen({ type: 'queue.shuffled', order: currentId ? [currentId, ...others] : others })
}
