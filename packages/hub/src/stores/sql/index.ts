export { sqlAccountStore } from './account-store.ts'
export { beginAnew } from './begin-anew.ts'
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
} from './copy.ts'
export { type CopiedRow, type CopyConnection, withSnapshot, withTransaction } from './copy-connection.ts'
export { type TableShape, tableShapes } from './copy-shapes.ts'
export { type TableSum, tableSum } from './copy-sum.ts'
export { openPostgres, openSqlite, type SqlDatabase } from './database.ts'
export { FAMILY_ROWS } from './families.ts'
export { sqlInstallation } from './installation.ts'
export { type LibraryReader, libraryReader } from './library-reader.ts'
export { sqlLibraryStore } from './library-store.ts'
export { type LibraryWriter, libraryWriter } from './library-writer.ts'
export { knownMigrations, migrate, migrateUpTo } from './migrator.ts'
export { insertHousehold, insertSession } from './new-rows.ts'
export { together } from './runtime/together.ts'
export { ask, parsed, type Question, type Script, type Statement } from './script.ts'
export { type SqlStoreOptions, sqlStore } from './store.ts'
export type { Found, KeptChange, MakeRows, Rows, Saved } from './transaction/rows.ts'
