import { account } from './de/account.ts'
import { analytics } from './de/analytics.ts'
import { app } from './de/app.ts'
import { artwork } from './de/artwork.ts'
import { boxes } from './de/boxes.ts'
import { devices } from './de/devices.ts'
import { displays } from './de/displays.ts'
import { downloads } from './de/downloads.ts'
import { failures } from './de/failures.ts'
import { health } from './de/health.ts'
import { library } from './de/library.ts'
import { music } from './de/music.ts'
import { playback } from './de/playback.ts'
import { playlists } from './de/playlists.ts'
import { queue } from './de/queue.ts'
import { quietHours } from './de/quiet-hours.ts'
import { smart } from './de/smart.ts'
import { tags } from './de/tags.ts'
import { uploads } from './de/uploads.ts'
import type { Strings } from './en.ts'

export const de: Strings = {
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
