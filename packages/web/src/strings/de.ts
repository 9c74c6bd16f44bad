import { accounts } from './de/account.ts'
import { shell } from './de/app.ts'
import { devices } from './de/devices.ts'
import { entrance } from './de/entrance.ts'
import { browse } from './de/library.ts'
import { music } from './de/music.ts'
import { playback } from './de/playback.ts'
import { playlists } from './de/playlists.ts'
import { settings } from './de/settings.ts'
import { sound } from './de/sound.ts'
import type { Words } from './en.ts'

export const de: Words = {
  ...shell,
  ...entrance,
  ...music,
  ...browse,
  ...playback,
  ...devices,
  ...playlists,
  ...settings,
  ...accounts,
  ...sound,
}
