import { accounts } from './de/accounts.ts'
import { browse } from './de/browse.ts'
import { devices } from './de/devices.ts'
import { entrance } from './de/entrance.ts'
import { music } from './de/music.ts'
import { playback } from './de/playback.ts'
import { playlists } from './de/playlists.ts'
import { settings } from './de/settings.ts'
import { shell } from './de/shell.ts'
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
