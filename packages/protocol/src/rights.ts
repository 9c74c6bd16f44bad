// What every command and every room asks of a credential: the engine reads it here, whichever door the wish came through.
import type { Command } from './commands.ts'
import { DEVICE_COMMAND_RIGHTS } from './device/command-rights.ts'
import type { RoomState } from './frames.ts'
import { PLAYLIST_COMMAND_RIGHTS } from './playlist/command-rights.ts'
import type { Room } from './rooms.ts'
import { SESSION_COMMAND_RIGHTS } from './session/command-rights.ts'
import type { CommandRights, Scope } from './values/scope.ts'

/** Each family brings its part. A command without a row does not compile. */
export const COMMAND_RIGHTS: Readonly<Record<Command['type'], CommandRights>> = {
  ...SESSION_COMMAND_RIGHTS,
  ...DEVICE_COMMAND_RIGHTS,
  ...PLAYLIST_COMMAND_RIGHTS,
}

export type RoomFamily = RoomState['family']

/** What it takes to follow a room. The rooms of another person are refused beside that. */
export const ROOM_SCOPES: Readonly<Record<RoomFamily, Scope>> = {
  session: 'read',
  devices: 'read',
  library: 'read',
  playlists: 'read',
  playlist: 'read',
}

export function scopeOfRoom(room: Room): Scope {
  return ROOM_SCOPES[room.split(':', 1)[0] as RoomFamily]
}
