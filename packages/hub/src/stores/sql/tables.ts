import type { AccountTables } from './account-tables.ts'
import type { CoreTables } from './core-tables.ts'
import type { InstallationTables } from './installation-tables.ts'
import type { LibraryTables } from './library-tables.ts'
import type { PlaylistTables } from './playlist-tables.ts'

/** Every table of the database, as Kysely sees it. */
export type Tables = CoreTables & LibraryTables & AccountTables & InstallationTables & PlaylistTables
