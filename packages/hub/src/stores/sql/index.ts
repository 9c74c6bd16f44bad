export { sqlAccountStore } from './accounts/store.ts'
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
export { type CopiedRow, type CopyConnection, withSnapshot, withTransaction } from './copy/copy-connection.ts'
export { beginAnew } from './copy/reset-log.ts'
export { type TableShape, tableShapes } from './copy/table-shapes.ts'
export { type TableSum, tableSum } from './copy/table-sum.ts'
export { insertHousehold, insertSession } from './household/new-rows.ts'
export { sqlInstallation } from './installation/installation.ts'
export { type LibraryWriter, libraryWriter } from './library/library-writer.ts'
export { sqlLibraryStore } from './library/store.ts'
export { type LibraryReader, libraryReader } from './library/threads.ts'
export { knownMigrations, migrate, migrateUpTo } from './migrations/migrate.ts'
export { openPostgres, openSqlite, type SqlDatabase } from './runtime/database.ts'
export { sqlStore } from './transaction/store.ts'
