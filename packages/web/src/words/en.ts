import { accounts } from './en/accounts.ts'
import { browse } from './en/browse.ts'
import { devices } from './en/devices.ts'
import { entrance } from './en/entrance.ts'
import { music } from './en/music.ts'
import { playback } from './en/playback.ts'
import { playlists } from './en/playlists.ts'
import { settings } from './en/settings.ts'
import { shell } from './en/shell.ts'
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
