import type { Ask, Report } from '@baton/client'
import type { Shelf } from '@baton/protocol'
import {
  type Alone,
  ended,
  type Facts,
  failed,
  heardAt,
  next,
  paused,
  played,
  previous,
  sought,
  stopped,
  volumeSet,
} from './alone.ts'
import { tagged } from './tag-alone.ts'

/** What was asked of a box that is cut off. Null: it does nothing of that kind by itself, or keeps nothing of it. */
export function asked(alone: Alone, ask: Ask, tags: Shelf['tags'], facts: Facts): Alone | null {
  switch (ask.type) {
    case 'session.play':
    case 'session.resume':
      return played(alone, facts)
    case 'session.pause':
      return paused(alone, facts)
    case 'session.toggle':
      return alone.view.playState === 'playing' ? paused(alone, facts) : played(alone, facts)
    case 'session.stop':
      return stopped(alone, facts)
    case 'session.next':
      return next(alone, facts)
    case 'session.prev':
      return previous(alone, facts)
    case 'session.seek':
      return sought(alone, ask.positionMs, facts)
    case 'session.set-volume':
      return volumeSet(alone, ask, facts)
    case 'tag.scan': {
      const tag = tags.find(({ tagId }) => tagId === ask.tagId)
      return tag ? tagged(alone, tag, facts) : null
    }
    default:
      return null
  }
}

/** What its speaker did and heard. Null: nothing of the current entry. */
export function reported(alone: Alone, report: Report, facts: Facts): Alone | null {
  const { event, entryId, positionMs, nextEntryId = null } = report
  if (event === 'blocked') return paused(alone, facts)
  if (entryId !== alone.view.current?.entryId) return null
  switch (event) {
    case 'sounding':
    case 'progress':
      return heardAt(alone, positionMs, 1, facts)
    case 'stalled':
      return heardAt(alone, positionMs, 0, facts)
    case 'ended':
      return ended(heardAt(alone, positionMs, 0, facts), nextEntryId, facts)
    case 'failed':
      return failed(alone, facts)
    default:
      return null
  }
}
