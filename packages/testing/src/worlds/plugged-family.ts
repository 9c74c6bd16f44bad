// A family that only tests know, plugged into a hub: its lines stand behind those of the hub's own families.

import { FAMILIES, type Family, ROOM_RULES, type RoomRules } from '@baton/hub/domain'
import { REST_ROUTES, type RestRoutes } from '@baton/hub/doors/rest'
import { STREAM_WORDS, type StreamWords, vocabulary } from '@baton/hub/doors/sse'
import {
  FAMILY_ROWS,
  type MakeRoomRows,
  type MakeRows,
  ROOM_ROWS,
  type SqlDatabase,
} from '@baton/hub/stores/sql'
import { ROOM_KINDS, type Room, type RoomKind, type RoomState, roomRegistry } from '@baton/protocol'

/** What it says to each registry. */
export interface PluggedFamily {
  readonly family: Family
  readonly rows: readonly MakeRows[]
  readonly roomKinds: readonly RoomKind[]
  readonly roomRules: readonly RoomRules[]
  readonly roomRows: readonly MakeRoomRows[]
  readonly routes: readonly RestRoutes[]
  readonly words: readonly StreamWords[]
  /** A family of the hub has a migration. */
  createTables(database: SqlDatabase): Promise<void>
}

/** The registries of a hub that knows these families too. */
export function registriesWith(plugged: readonly PluggedFamily[]) {
  const kinds = [...ROOM_KINDS, ...plugged.flatMap(({ roomKinds }) => roomKinds)]
  const roomKinds = roomRegistry<Room, RoomState>(kinds)
  return {
    families: [...FAMILIES, ...plugged.map(({ family }) => family)],
    rows: [...FAMILY_ROWS, ...plugged.flatMap(({ rows }) => rows)],
    roomKinds,
    roomRules: [...ROOM_RULES, ...plugged.flatMap(({ roomRules }) => roomRules)],
    roomRows: [...ROOM_ROWS, ...plugged.flatMap(({ roomRows }) => roomRows)],
    routes: [...REST_ROUTES, ...plugged.flatMap(({ routes }) => routes)],
    said: vocabulary(roomKinds, [...STREAM_WORDS, ...plugged.flatMap(({ words }) => words)]),
  }
}
