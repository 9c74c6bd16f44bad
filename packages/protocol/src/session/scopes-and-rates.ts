import type { CommandRights } from '../values/scope.ts'
import type { SessionCommand } from './commands.ts'

const playing = { scope: 'control', rateClass: 'control' } as const
const queueing = { scope: 'control', rateClass: 'queue' } as const

export const SESSION_COMMAND_RIGHTS = {
  'session.play': playing,
  'session.pause': playing,
  'session.toggle': playing,
  'session.resume': playing,
  'session.stop': playing,
  'session.seek': playing,
  'session.next': playing,
  'session.prev': playing,
  'session.jump': playing,
  'session.end-entry': playing,
  'session.set-options': playing,
  'session.set-volume': playing,
  'session.choose-speaker': playing,
  'session.tell-play': playing,
  'session.stand-at': playing,
  'session.like': { scope: 'library', rateClass: 'control' },
  'queue.enqueue': queueing,
  'queue.move': queueing,
  'queue.remove': queueing,
  'queue.clear': queueing,
  // A key that only plays is not shown playlists, so it does not start one either.
  'queue.start-playlist': { scope: 'library', rateClass: 'queue' },
} as const satisfies Readonly<Record<SessionCommand['type'], CommandRights>>
