import { randomId } from '@baton/client'
import { type Entry, type EntryId, isSameTarget, type SessionView, type Shelf } from '@baton/protocol'
import { type Alone, type Facts, next, paused, played, started } from './alone.ts'

type Tag = Shelf['tags'][number]

/** What a tag does by its policy, of what is kept: rule TG6, without the hub. Null where nothing of it is kept. */
export function tagged(alone: Alone, tag: Tag, facts: Facts): Alone | null {
  const { policy, tagId, tracks } = tag
  const { current, playState } = alone.view
  const isIdle = current === null || playState === 'stopped'
  if (policy === 'move-here' && !isIdle) return played(alone, facts)
  if (!isIdle && (alone.tagId === tagId || (alone.tagId === null && playsThis(alone.view, tag)))) {
    switch (policy) {
      case 'play':
        return played(alone, facts)
      case 'toggle':
        return playState === 'playing' ? paused(alone, facts) : played(alone, facts)
      case 'next':
        return played(next(alone, facts), facts)
      default:
    }
  }
  const entries = tracks.map((track): Entry => {
    return { ...track, entryId: randomId() as EntryId, status: 'queued' }
  })
  return started(alone, entries, tagId, facts)
}

/** Is this what the session was at when the hub was there? */
function playsThis({ current, startedPlaylist }: SessionView, { target }: Tag): boolean {
  if (current === null) return false
  if ('playlistId' in target) return startedPlaylist?.playlistId === target.playlistId
  if ('albumId' in target) return current.albumId === target.albumId
  return isSameTarget(target, { trackId: current.trackId })
}
