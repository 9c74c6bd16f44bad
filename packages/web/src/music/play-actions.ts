import type { Outcome } from '@baton/client'
import type { EntryId, SessionView, TrackSource } from '@baton/protocol'
import { useMemo } from 'react'
import { askHub } from '../hub/ask.ts'
import type { House } from '../hub/connected-hub.ts'
import { useHouse } from '../hub/use-hub.ts'
import { knowAll } from '../queue/known-order.ts'
import { removeEntries } from '../queue/queue-edits.ts'
import { words } from '../strings/strings.ts'
import { notify } from '../ui/notices.ts'

export interface Verbs {
  playNow(): void
  playNext(): void
  addToEnd(): void
}

/** The three verbs of what can be played. Each says what it did, and can be taken back. */
export function useVerbs(title: string, source: TrackSource): Verbs {
  const house = useHouse()
  return useMemo(() => verbsOf(house, title, source), [house, title, source])
}

export function verbsOf(house: House, title: string, source: TrackSource): Verbs {
  const enqueue = async (at: 'now' | 'next' | 'end', said: string) => {
    const before = { session: house.following.state.get().session, positionMs: house.following.positionNow() }
    const outcome = await askHub(house, { type: 'queue.enqueue', source, at })
    if (!outcome) return
    const takeBack = () => (at === 'now' ? returnTo(house, before, outcome) : remove(house, outcome))
    notify(said, { label: words.toast.undo, run: () => void takeBack() })
  }
  return {
    playNow: () => void enqueue('now', words.edit.playing(title)),
    playNext: () => void enqueue('next', words.verbs.addedNext(title)),
    addToEnd: () => void enqueue('end', words.verbs.addedToEnd(title)),
  }
}

/** Back to what played before, where it was then; what was added leaves the queue again. */
async function returnTo(
  house: House,
  { session, positionMs }: { readonly session: SessionView | null; readonly positionMs: number },
  outcome: Outcome,
): Promise<void> {
  const former = session?.current
  if (former && (await areThere(house, [former.entryId])).length > 0) {
    if (!(await askHub(house, { type: 'session.jump', entryId: former.entryId }))) return
    await askHub(house, { type: 'session.seek', positionMs: Math.round(positionMs) })
    if (session.playState !== 'playing') await askHub(house, { type: 'session.pause' })
  }
  await remove(house, outcome)
}

async function remove(house: House, { receipt }: Outcome): Promise<void> {
  await removeEntries(house, await areThere(house, receipt.result.entryIds ?? []))
}

/** Those of them that still stand in the queue: all of it is looked through where that is not known. */
async function areThere(house: House, ids: readonly EntryId[]): Promise<readonly EntryId[]> {
  const known = () => new Set(house.following.state.get().queue?.entries.map((entry) => entry.entryId))
  if (ids.every((id) => known().has(id))) return ids
  if ((await knowAll(house)) === null) return []
  return ids.filter((id) => known().has(id))
}
