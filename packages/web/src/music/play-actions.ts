import type { Outcome } from '@baton/client'
import { type EntryId, MAX_ENQUEUE, type SessionView, type TrackSource } from '@baton/protocol'
import { useMemo } from 'react'
import { askHub } from '../hub/ask.ts'
import type { ConnectedHub } from '../hub/connected-hub.ts'
import { useHub } from '../hub/use-hub.ts'
import { knowAll } from '../hub/whole-queue.ts'
import { strings } from '../strings/strings.ts'
import { notify } from '../ui/notices.ts'

export interface PlayActions {
  playNow(): void
  playNext(): void
  addToEnd(): void
}

/** The three ways to play something. Each says what it did, and can be taken back. */
export function usePlayActions(title: string, source: TrackSource): PlayActions {
  const connected = useHub()
  return useMemo(() => playActionsOf(connected, title, source), [connected, title, source])
}

export function playActionsOf(connected: ConnectedHub, title: string, source: TrackSource): PlayActions {
  const enqueue = async (at: 'now' | 'next' | 'end', message: string) => {
    const before = {
      session: connected.following.state.get().session,
      positionMs: connected.following.positionNow(),
    }
    const outcome = await askHub(connected, { type: 'queue.enqueue', source, at })
    if (!outcome) return
    const takeBack = () => (at === 'now' ? returnTo(connected, before, outcome) : remove(connected, outcome))
    notify(message, { label: strings.toast.undo, run: () => void takeBack() })
  }
  return {
    playNow: () => void enqueue('now', strings.edit.playing(title)),
    playNext: () => void enqueue('next', strings.actions.addedNext(title)),
    addToEnd: () => void enqueue('end', strings.actions.addedToEnd(title)),
  }
}

/** Back to what played before, where it was then; what was added leaves the queue again. */
async function returnTo(
  connected: ConnectedHub,
  { session, positionMs }: { readonly session: SessionView | null; readonly positionMs: number },
  outcome: Outcome,
): Promise<void> {
  const former = session?.current
  if (former && (await areThere(connected, [former.entryId])).length > 0) {
    if (!(await askHub(connected, { type: 'session.jump', entryId: former.entryId }))) return
    await askHub(connected, { type: 'session.seek', positionMs: Math.round(positionMs) })
    if (session.playState !== 'playing') await askHub(connected, { type: 'session.pause' })
  }
  await remove(connected, outcome)
}

async function remove(connected: ConnectedHub, { receipt }: Outcome): Promise<void> {
  await removeEntries(connected, await areThere(connected, receipt.result.entryIds ?? []))
}

/** Those of them that still stand in the queue: all of it is looked through where that is not known. */
async function areThere(connected: ConnectedHub, ids: readonly EntryId[]): Promise<readonly EntryId[]> {
  const known = knownIds(connected)
  if (ids.every((id) => known.has(id))) return ids
  if ((await knowAll(connected)) === null) return []
  const all = knownIds(connected)
  return ids.filter((id) => all.has(id))
}

function knownIds({ following }: ConnectedHub): ReadonlySet<EntryId> {
  return new Set(following.state.get().queue?.entries.map((entry) => entry.entryId))
}

/** Takes entries out of the queue, as many with one command as the hub takes. */
export async function removeEntries(connected: ConnectedHub, ids: readonly EntryId[]): Promise<boolean> {
  for (let from = 0; from < ids.length; from += MAX_ENQUEUE) {
    const part = ids.slice(from, from + MAX_ENQUEUE)
    if (!(await askHub(connected, { type: 'queue.remove', entryIds: part }))) return false
  }
  return true
}
