import type { CommandRights } from '../values/scope.ts'
import type { PlaylistCommand } from './commands.ts'

const editing = { scope: 'library', rateClass: 'queue' } as const

export const PLAYLIST_COMMAND_RIGHTS = {
  'playlist.create': editing,
  'playlist.save-queue': editing,
  'playlist.change': editing,
  'playlist.delete': editing,
  'playlist.restore': editing,
  'playlist.add': editing,
  'playlist.remove': editing,
  'playlist.move': editing,
  'playlist.reorder': editing,
  'playlist.move-to': editing,
} as const satisfies Readonly<Record<PlaylistCommand['type'], CommandRights>>
