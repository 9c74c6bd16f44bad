import { account } from './en/account.ts'
import { analytics } from './en/analytics.ts'
import { app } from './en/app.ts'
import { artwork } from './en/artwork.ts'
import { boxes } from './en/boxes.ts'
import { devices } from './en/devices.ts'
import { displays } from './en/displays.ts'
import { downloads } from './en/downloads.ts'
import { failures } from './en/failures.ts'
import { health } from './en/health.ts'
import { library } from './en/library.ts'
import { music } from './en/music.ts'
import { playback } from './en/playback.ts'
import { playlists } from './en/playlists.ts'
import { queue } from './en/queue.ts'
import { quietHours } from './en/quiet-hours.ts'
import { smart } from './en/smart.ts'
import { tags } from './en/tags.ts'
import { uploads } from './en/uploads.ts'

/** Everything the app says, in English, by feature. Another language has the same shape. */
export const en = {
  ...account,
  ...analytics,
  ...app,
  ...artwork,
  ...boxes,
  ...displays,
  ...devices,
  ...downloads,
  ...failures,
  ...health,
  ...library,
  ...music,
  ...playback,
  ...playlists,
  ...queue,
  ...quietHours,
  ...smart,
  ...tags,
  ...uploads,
}

export type Strings = typeof en
