export { sqlAccountStore } from './accounts/store.ts'
export { sqlPosts } from './artwork/posts.ts'
export {
  appliedMigrations,
  CopyRefused,
  type CopyWatch,
  fill,
  isInUse,
  mustBeEmpty,
  rowCount,
  sumOf,
  type TableCopy,
  tablesOf,
} from './copy/copy.ts'
export type { TableShape } from './copy/copy-connection.ts'
export { type CopiedRow, type CopyConnection, withSnapshot, withTransaction } from './copy/copy-connection.ts'
export { resetLog } from './copy/reset-log.ts'
export { setClockBack } from './copy/set-clock-back.ts'
export { tableShapes } from './copy/table-shapes.ts'
export { type TableSum, tableSum } from './copy/table-sum.ts'
export { sqlCalledAgents } from './device/called-agents.ts'
export { sqlDisplays } from './display/displays.ts'
export { FAMILY_ROWS, ROOM_ROWS } from './families.ts'
export { sqlHealthRecords } from './health/records.ts'
export { insertHousehold } from './household/household-rows.ts'
export { sqlInstallation } from './installation/installation.ts'
export { sqlLibraryStore } from './library/store.ts'
export { type LibraryReader, type LibraryWriter, libraryReader, libraryWriter } from './library/threads.ts'
export { knownMigrations, migrate, migrateUpTo } from './migrations/migrate.ts'
export { openSqlite, type SqlDatabase } from './runtime/database.ts'
export { openPostgres } from './runtime/open-postgres.ts'
export { ask, parsed, type Question, type Script, type Statement } from './runtime/script.ts'
export { together } from './runtime/together.ts'
export { sqlPlayTimes } from './session/play-times.ts'
export { insertSession } from './session/session-rows.ts'
export { pick } from './transaction/load.ts'
export type { Found, KeptChange, MakeRows, Rows, Saved } from './transaction/rows.ts'
export type { MakeRoomRows, RoomRows, ShownRoom } from './transaction/shown-room.ts'
export { type SqlStoreOptions, sqlStore } from './transaction/store.ts'
export { sqlViewRecords } from './view/records.ts'
