// The list of migrations, in order. It only ever grows: a migration that was shipped is never edited.
import { core } from './0001-core.ts'
import { library } from './0002-library.ts'
import { accounts } from './0003-accounts.ts'
import { libraryViews } from './0004-library-views.ts'
import { playlists } from './0005-playlists.ts'
import { installation } from './0006-installation.ts'
import { accountsForLife } from './0007-accounts-for-life.ts'
import { installationPartition } from './0009-installation-partition.ts'
import { libraryIdentity } from './0010-library-identity.ts'
import { calledAgents } from './0011-called-agents.ts'
import { uploads } from './0012-uploads.ts'
import { playOrder } from './0013-play-order.ts'
import { deviceHistory } from './0014-device-history.ts'
import { followedFiles } from './0015-followed-files.ts'
import { tags } from './0016-tags.ts'
import { downloads } from './0017-downloads.ts'
import { cueSheets } from './0018-cue-sheets.ts'
import { smartPlaylists } from './0019-smart-playlists.ts'
import { health } from './0020-health.ts'
import { quietHours } from './0021-quiet-hours.ts'
import { boxes } from './0022-boxes.ts'
import { artwork } from './0023-artwork.ts'
import { displays } from './0024-displays.ts'
import { views } from './0025-views.ts'
import { sharedDevices } from './0026-shared-devices.ts'
import { placesAndStarts } from './0027-places-and-starts.ts'
import { sealedTokens } from './0028-sealed-tokens.ts'
import { libraryPictures } from './0029-library-pictures.ts'
import { presentSounds } from './0030-present-sounds.ts'
import type { SqlMigration } from './sql-migration.ts'

export const MIGRATIONS: readonly SqlMigration[] = [
  core,
  library,
  accounts,
  libraryViews,
  playlists,
  installation,
  accountsForLife,
  installationPartition,
  libraryIdentity,
  calledAgents,
  uploads,
  playOrder,
  deviceHistory,
  followedFiles,
  tags,
  downloads,
  cueSheets,
  smartPlaylists,
  health,
  quietHours,
  boxes,
  artwork,
  displays,
  views,
  sharedDevices,
  placesAndStarts,
  sealedTokens,
  libraryPictures,
  presentSounds,
]
