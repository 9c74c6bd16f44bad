import { artworkRoomRows } from './artwork/room.ts'
import { boxesRoomRows } from './box/room.ts'
import { deviceHistoryPageRows, deviceHistoryRows } from './device/history-rows.ts'
import { devicesRoomRows } from './device/room.ts'
import { calledAgentRows, deviceRows, nameRows, sharedDeviceRows } from './device/rows.ts'
import { healthRoomRows } from './health/room.ts'
import { downloadRows, downloadShelfRows, downloadsRoomRows } from './incoming/downloads.ts'
import { uploadRows, uploadShelfRows, uploadsRoomRows } from './incoming/uploads.ts'
import { libraryRoomRows } from './library/room.ts'
import { coverRows } from './playlist/cover-rows.ts'
import { playlistRoomRows, playlistsRoomRows } from './playlist/room.ts'
import { playlistRows, shelfRows } from './playlist/rows.ts'
import { quietHoursRoomRows } from './quiet-hours/room.ts'
import { peopleRows, quietHoursRows } from './quiet-hours/rows.ts'
import { likedRows, playlistStartRows, playRows } from './session/plays-and-likes-rows.ts'
import { queuePageRows } from './session/queue-page-rows.ts'
import { sessionRoomRows } from './session/room.ts'
import { sessionRows } from './session/rows.ts'
import { trackRows } from './session/track-rows.ts'
import { tagsRoomRows } from './tag/room.ts'
import { tagActivityRows, tagRows, tagShelfRows } from './tag/rows.ts'
import type { MakeRows } from './transaction/rows.ts'
import type { MakeRoomRows } from './transaction/shown-room.ts'

/** The rows of every kind of state that a hub decides on. */
export const FAMILY_ROWS: readonly MakeRows[] = [
  sessionRows,
  queuePageRows,
  likedRows,
  playRows,
  playlistStartRows,
  trackRows,
  deviceRows,
  sharedDeviceRows,
  deviceHistoryRows,
  deviceHistoryPageRows,
  calledAgentRows,
  nameRows,
  playlistRows,
  shelfRows,
  coverRows,
  uploadRows,
  uploadShelfRows,
  tagRows,
  tagShelfRows,
  tagActivityRows,
  downloadRows,
  downloadShelfRows,
  quietHoursRows,
  peopleRows,
]

/** How every kind of room is read. */
export const ROOM_ROWS: readonly MakeRoomRows[] = [
  sessionRoomRows,
  devicesRoomRows,
  libraryRoomRows,
  playlistsRoomRows,
  playlistRoomRows,
  uploadsRoomRows,
  tagsRoomRows,
  downloadsRoomRows,
  quietHoursRoomRows,
  boxesRoomRows,
  healthRoomRows,
  artworkRoomRows,
]
