import { devicesRoomRows } from '../device/room.ts'
import { libraryRoomRows } from '../library/room.ts'
import { playlistRoomRows, playlistsRoomRows } from '../playlist/room.ts'
import { sessionRoomRows } from '../session/room.ts'
import type { KeptRows } from './rows-cache.ts'
import type { RoomRows } from './shown-room.ts'

/** The registry of how each family reads its rooms. */
export function roomRows(kept: KeptRows): readonly RoomRows[] {
  return [sessionRoomRows(kept), devicesRoomRows, libraryRoomRows, playlistsRoomRows, playlistRoomRows(kept)]
}
