import type { AccountTables } from './accounts.ts'
import type { DeviceTables } from './device.ts'
import type { DownloadTables } from './download.ts'
import type { HouseholdTables } from './household.ts'
import type { InstallationTables } from './installation.ts'
import type { LibraryTables } from './library.ts'
import type { ListeningTables } from './listening.ts'
import type { PlaylistTables } from './playlist.ts'
import type { SessionTables } from './session.ts'
import type { TagTables } from './tag.ts'
import type { UploadTables } from './upload.ts'

/** Every table of the database, as Kysely sees it. */
export type Tables = AccountTables &
  DeviceTables &
  DownloadTables &
  HouseholdTables &
  InstallationTables &
  LibraryTables &
  ListeningTables &
  PlaylistTables &
  SessionTables &
  TagTables &
  UploadTables
