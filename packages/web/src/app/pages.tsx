import { lazy } from 'react'
import { HomeScreen } from '../library/home-page.tsx'
import type { Place } from '../navigation/places.ts'
import { strings } from '../strings/strings.ts'
import { Empty } from '../ui/empty-failed-waiting.tsx'
import { Page } from '../ui/page.tsx'

const BREATH_MS = 50

const load = {
  library: () => import('../library/library-page.tsx'),
  album: () => import('../library/album-page.tsx'),
  artist: () => import('../library/artist-page.tsx'),
  search: () => import('../library/search-page.tsx'),
  queue: () => import('../queue/queue-page.tsx'),
  playlists: () => import('../playlists/playlists-page.tsx'),
  playlist: () => import('../playlists/playlist-page.tsx'),
  history: () => import('../library/history/history-page.tsx'),
  now: () => import('../playback/now-playing-page.tsx'),
  settings: () => import('./settings/settings-page.tsx'),
  devices: () => import('../devices/devices-page.tsx'),
  scan: () => import('../library/scan/scan-page.tsx'),
  tags: () => import('../tags/tags-page.tsx'),
  uploads: () => import('../uploads/uploads-page.tsx'),
  downloads: () => import('../downloads/downloads-page.tsx'),
  people: () => import('../account/people/people-page.tsx'),
  account: () => import('../account/account-page.tsx'),
  link: () => import('../account/link/link-page.tsx'),
  activity: () => import('../account/activity/activity-page.tsx'),
  artwork: () => import('../artwork/artwork-page.tsx'),
  health: () => import('../health/health-page.tsx'),
  analytics: () => import('../artwork/analytics/analytics-page.tsx'),
  start: () => import('./first-steps-page.tsx'),
}
const LibraryScreen = lazy(async () => ({ default: (await load.library()).LibraryScreen }))
const AlbumScreen = lazy(async () => ({ default: (await load.album()).AlbumScreen }))
const ArtistScreen = lazy(async () => ({ default: (await load.artist()).ArtistScreen }))
const SearchScreen = lazy(async () => ({ default: (await load.search()).SearchScreen }))
const QueueScreen = lazy(async () => ({ default: (await load.queue()).QueueScreen }))
const PlaylistsScreen = lazy(async () => ({ default: (await load.playlists()).PlaylistsScreen }))
const PlaylistScreen = lazy(async () => ({ default: (await load.playlist()).PlaylistScreen }))
const HistoryScreen = lazy(async () => ({ default: (await load.history()).HistoryScreen }))
const NowPlayingScreen = lazy(async () => ({ default: (await load.now()).NowPlayingScreen }))
const SettingsScreen = lazy(async () => ({ default: (await load.settings()).SettingsScreen }))
const DevicesScreen = lazy(async () => ({ default: (await load.devices()).DevicesScreen }))
const ScanScreen = lazy(async () => ({ default: (await load.scan()).ScanScreen }))
const TagsScreen = lazy(async () => ({ default: (await load.tags()).TagsScreen }))
const UploadsScreen = lazy(async () => ({ default: (await load.uploads()).UploadsScreen }))
const DownloadsScreen = lazy(async () => ({ default: (await load.downloads()).DownloadsScreen }))
const PeopleScreen = lazy(async () => ({ default: (await load.people()).PeopleScreen }))
const AccountScreen = lazy(async () => ({ default: (await load.account()).AccountScreen }))
const LinkRefusedScreen = lazy(async () => ({ default: (await load.account()).LinkRefusedScreen }))
const LinkScreen = lazy(async () => ({ default: (await load.link()).LinkScreen }))
const ActivityScreen = lazy(async () => ({ default: (await load.activity()).ActivityScreen }))
const ArtworkScreen = lazy(async () => ({ default: (await load.artwork()).ArtworkScreen }))
const HealthScreen = lazy(async () => ({ default: (await load.health()).HealthScreen }))
const AnalyticsScreen = lazy(async () => ({ default: (await load.analytics()).AnalyticsScreen }))
export const FirstStepsScreen = lazy(async () => ({ default: (await load.start()).FirstStepsScreen }))

/**
 * The other pages come when the first one stands, so that they open at once later, also while the hub is away. One at
 * a time: nobody who touches the page waits for them.
 */
export async function fetchTheRest(): Promise<void> {
  const { start: _, ...usual } = load
  const parts = [() => import('./palette/palette.tsx'), () => import('../music/play-menu-items.tsx')]
  for (const loadOne of [...Object.values(usual), ...parts]) {
    await loadOne().catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, BREATH_MS))
  }
}

export function Screen({ place }: { readonly place: Place }) {
  switch (place.page) {
    case 'home':
      return <HomeScreen />
    case 'search':
      return <SearchScreen q={place.q} />
    case 'albums':
    case 'tracks':
    case 'artists':
    case 'genres':
    case 'years':
    case 'liked':
      return <LibraryScreen place={place} />
    case 'album':
      return <AlbumScreen key={place.albumId} albumId={place.albumId} />
    case 'artist':
      return <ArtistScreen key={place.artistId} artistId={place.artistId} />
    case 'queue':
      return <QueueScreen />
    case 'playlists':
      return <PlaylistsScreen />
    case 'playlist':
      return <PlaylistScreen key={place.playlistId} playlistId={place.playlistId} />
    case 'history':
      return <HistoryScreen />
    case 'now':
      return <NowPlayingScreen />
    case 'settings':
      return <SettingsScreen />
    case 'devices':
      return <DevicesScreen />
    case 'scan':
      return <ScanScreen />
    case 'tags':
      return <TagsScreen />
    case 'uploads':
      return <UploadsScreen />
    case 'downloads':
      return <DownloadsScreen />
    case 'people':
      return <PeopleScreen />
    case 'account':
      return <AccountScreen />
    case 'link':
      return <LinkScreen key={place.code} code={place.code} />
    case 'activity':
      return <ActivityScreen />
    case 'artwork':
      return <ArtworkScreen place={place} />
    case 'health':
      return <HealthScreen />
    case 'analytics':
      return <AnalyticsScreen postId={place.postId} />
    case 'sign-in':
      return <LinkRefusedScreen refused={place.refused} />
    default:
      return (
        <Page title={strings.notFound.title} hideTitle>
          <Empty title={strings.notFound.title} text={strings.notFound.text}>
            <a className="button" href="#/">
              {strings.notFound.action}
            </a>
          </Empty>
        </Page>
      )
  }
}
