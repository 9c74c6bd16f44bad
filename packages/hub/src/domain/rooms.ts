// The registry of what following has to know of each family's rooms.
import { playlistRoomRules, playlistsRoomRules } from './playlist/rooms.ts'
import type { RoomRules } from './room-rules.ts'
import { sessionRoomRules } from './session/rooms.ts'

/** Kinds of rooms that are not here have no rules of their own: everybody may ask, each event says who sees it. */
export const ROOM_RULES: readonly RoomRules[] = [sessionRoomRules, playlistRoomRules, playlistsRoomRules]
