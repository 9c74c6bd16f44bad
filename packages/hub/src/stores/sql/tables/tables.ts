import type { AccountTables } from './accounts.ts'
import type { ArtworkTables } from './artwork.ts'
import type { DeviceTables } from './device.ts'
import type { DisplayTables } from './display.ts'
import type { HealthTables } from './health.ts'
import type { HouseholdTables } from './household.ts'
import type { IncomingTables } from './incoming.ts'
import type { InstallationTables } from './installation.ts'
import type { LibraryTables } from './library.ts'
import type { ListeningTables } from './listening.ts'
import type { PlaylistTables } from './playlist.ts'
import type { QuietHoursTables } from './quiet-hours.ts'
import type { SessionTables } from './session.ts'
import type { TagTables } from './tag.ts'
import type { ViewTables } from './view.ts'

/** Every table of the database, as Kysely sees it. */
export type Tables = AccountTables &
  ArtworkTables &
  DeviceTables &
  DisplayTables &
  HealthTables &
  HouseholdTables &
  IncomingTables &
  InstallationTables &
  LibraryTables &
  ListeningTables &
  PlaylistTables &
  QuietHoursTables &
  SessionTables &
  TagTables &
  ViewTables
