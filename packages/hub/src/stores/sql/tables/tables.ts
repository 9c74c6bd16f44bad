import type { AccountTables } from './accounts.ts'
import type { CoreTables } from './household.ts'
import type { InstallationTables } from './installation.ts'
import type { LibraryTables } from './library.ts'
import type { PlaylistTables } from './playlist.ts'

/** Every table of the database, as Kysely sees it. */
export type Tables = CoreTables & LibraryTables & AccountTables & InstallationTables & PlaylistTables
