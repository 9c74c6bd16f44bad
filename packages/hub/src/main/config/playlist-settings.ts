import { UsageError } from './usage-error.ts'

export interface PlaylistConfig {
  /** Lists that lie in music folders are playlists; missing: they are. */
  readonly followLists?: boolean
}

export const PLAYLIST_SETTINGS = [
  {
    flag: 'folder-playlists',
    env: 'BATON_FOLDER_PLAYLISTS',
    value: 'HOW',
    help: 'M3U and XSPF files in music folders: show, or hide (default: show)',
  },
]

export function playlistConfig(given: (flag: string) => string | undefined): PlaylistConfig {
  const how = given('folder-playlists') ?? 'show'
  if (how !== 'show' && how !== 'hide')
    throw new UsageError(`--folder-playlists takes show or hide, not "${how}".`)
  return { followLists: how === 'show' }
}
