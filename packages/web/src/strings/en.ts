import { accounts } from './en/account.ts'
import { shell } from './en/app.ts'
import { devices } from './en/devices.ts'
import { entrance } from './en/entrance.ts'
import { browse } from './en/library.ts'
import { music } from './en/music.ts'
import { playback } from './en/playback.ts'
import { playlists } from './en/playlists.ts'
import { settings } from './en/settings.ts'
import { sound } from './en/sound.ts'

/** Everything the app says, in English, by area. Another language has the same shape. */
export const en = {
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

export type Words = typeof en
