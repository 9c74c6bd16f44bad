import {
  CirclePlay,
  House,
  Library,
  ListMusic,
  ListVideo,
  type LucideIcon,
  MonitorSpeaker,
  Image as Picture,
  Search,
  Settings,
} from 'lucide-react'
import { lazy, type ReactNode, Suspense, useState } from 'react'
import { BoxStrip } from '../../boxes/box-strip.tsx'
import { LentStrip } from '../../devices/lent-strip.tsx'
import { useFollowed, useHub, useStore } from '../../hub/use-hub.ts'
import { ScanLink } from '../../library/scan/scan-state.tsx'
import {
  adding,
  deviceChoice,
  importing,
  linkingTag,
  naming,
  palette,
  ruling,
  shortcutList,
} from '../../navigation/open-panels.ts'
import { addressOf, type Place } from '../../navigation/places.ts'
import { SilenceBanner, useAwaitedSilence } from '../../playback/hand-over/awaited-silence.tsx'
import { FailoverBanner, useFailover } from '../../playback/hand-over/failover-banner.tsx'
import { PlayerBar } from '../../playback/player-bar.tsx'
import { QuietBanner } from '../../quiet-hours/quiet-banner.tsx'
import { useSilentSpeaker } from '../../quiet-hours/use-quiet-hours.ts'
import { strings } from '../../strings/strings.ts'
import { UnknownTagBanner } from '../../tags/unknown-tag-banner.tsx'
import { NoticeRegion } from '../../ui/notice-region.tsx'
import { Announcer } from './announcer.tsx'
import { ConnectionBanner, RemovedBanner, UnlockBanner } from './banners.tsx'

const DevicePicker = lazy(async () => ({
  default: (await import('../../playback/hand-over/device-picker.tsx')).DevicePicker,
}))
const ShortcutList = lazy(async () => ({ default: (await import('./shortcut-list.tsx')).ShortcutList }))

const AddToPlaylist = lazy(async () => ({
  default: (await import('../../playlists/add-to-playlist.tsx')).AddToPlaylist,
}))
const NamePlaylist = lazy(async () => ({
  default: (await import('../../playlists/name-playlist.tsx')).NamePlaylist,
}))
const ImportPlaylist = lazy(async () => ({
  default: (await import('../../playlists/import-playlist.tsx')).ImportPlaylist,
}))
const SmartPlaylist = lazy(async () => ({
  default: (await import('../../playlists/smart/smart-playlist.tsx')).SmartPlaylist,
}))
const LinkTag = lazy(async () => ({ default: (await import('../../tags/link-tag.tsx')).LinkTag }))
const Palette = lazy(async () => ({ default: (await import('../palette/palette.tsx')).Palette }))

const LIBRARY_PAGES: readonly Place['page'][] = [
  'albums',
  'tracks',
  'artists',
  'album',
  'artist',
  'genres',
  'years',
  'liked',
  'history',
  'uploads',
  'tags',
  'downloads',
]
const NEAR_LIBRARY: readonly Place['page'][] = ['playlists', 'playlist', 'artwork']
const SETTINGS_PAGES: readonly Place['page'][] = [
  'settings',
  'scan',
  'people',
  'account',
  'activity',
  'health',
  'link',
  'sign-in',
]

/** Navigation, player and notices around whatever page is open. */
export function Frame({ place, children }: { readonly place: Place; readonly children: ReactNode }) {
  const unknownTag = useFollowed((state) => state.unknownTag)
  const isAway = useFollowed((state) => state.connection === 'away')
  return (
    <div className="frame" data-away={isAway || undefined}>
      <button type="button" className="skip" onClick={() => skipTo('content')}>
        {strings.app.skip}
      </button>
      <button type="button" className="skip" onClick={() => skipTo('player')}>
        {strings.app.skipToPlayer}
      </button>
      <nav className="nav" aria-label={strings.nav.label}>
        <a className="brand" href="#/" aria-label={strings.app.name}>
          <img src="./baton.svg" alt="" width={32} height={32} />
          <span>{strings.app.name}</span>
        </a>
        <NavLink to={{ page: 'home' }} icon={House} isHere={place.page === 'home'}>
          {strings.home.title}
        </NavLink>
        <NavLink to={{ page: 'search', q: '' }} icon={Search} isHere={place.page === 'search'}>
          {strings.find.title}
        </NavLink>
        <NavLink
          to={{ page: 'albums', q: '' }}
          icon={Library}
          isHere={LIBRARY_PAGES.includes(place.page)}
          isNear={NEAR_LIBRARY.includes(place.page)}
        >
          {strings.nav.library}
        </NavLink>
        <NavLink
          to={{ page: 'playlists' }}
          icon={ListVideo}
          isHere={place.page === 'playlists' || place.page === 'playlist'}
          className="nav-wide"
        >
          {strings.playlists.nav}
        </NavLink>
        <NavLink
          to={{ page: 'artwork' }}
          icon={Picture}
          isHere={place.page === 'artwork'}
          className="nav-wide"
        >
          {strings.artwork.title}
        </NavLink>
        <NavLink to={{ page: 'queue' }} icon={ListMusic} isHere={place.page === 'queue'}>
          {strings.nav.queue}
        </NavLink>
        <NavLink to={{ page: 'now' }} icon={CirclePlay} isHere={place.page === 'now'} className="nav-wide">
          {strings.nav.now}
        </NavLink>
        <NavLink
          to={{ page: 'devices' }}
          icon={MonitorSpeaker}
          isHere={place.page === 'devices'}
          className="nav-wide"
        >
          {strings.nav.devices}
        </NavLink>
        <NavLink
          to={{ page: 'settings' }}
          icon={Settings}
          isHere={SETTINGS_PAGES.includes(place.page)}
          isNear={place.page === 'devices'}
        >
          {strings.nav.settings}
        </NavLink>
        <ScanLink />
      </nav>
      <main className="content" id="content" tabIndex={-1}>
        {children}
      </main>
      <footer className="foot" id="player" tabIndex={-1}>
        <Banner />
        <LentStrip />
        <BoxStrip />
        {unknownTag && <UnknownTagBanner unknownTag={unknownTag} />}
        <PlayerBar />
      </footer>
      <NoticeRegion />
      <Announcer />
      <Panels />
    </div>
  )
}

/** One at a time: what keeps everything else from working comes first. */
function Banner() {
  const { sound, speaking, deviceId } = useHub()
  const isAway = useFollowed((state) => state.connection === 'away')
  const isLocked = useStore(sound) === 'locked'
  const isRemoved = useStore(speaking) === 'removed'
  const failover = useFailover()
  const awaited = useAwaitedSilence()
  const since = useFollowed(({ session }) => session?.timeline.at ?? null)
  const silent = useSilentSpeaker()
  const [closedOf, setClosedOf] = useState<number | null>(null)
  const [quietClosedOf, setQuietClosedOf] = useState<string | null>(null)
  if (isAway) return <ConnectionBanner />
  if (isRemoved) return <RemovedBanner />
  // A touch is all that is missing here.
  const isHere = isLocked && failover?.fromDeviceId === deviceId
  if (failover && !isHere && closedOf !== since)
    return <FailoverBanner failover={failover} onClose={() => setClosedOf(since)} />
  const night = silent && `${silent.deviceId} ${silent.quiet?.from}`
  if (silent && quietClosedOf !== night)
    return <QuietBanner device={silent} onClose={() => setQuietClosedOf(night)} />
  if (isLocked) return <UnlockBanner />
  return awaited === null ? null : <SilenceBanner name={awaited} />
}

/** Dialogs come over the wire when they are first opened. */
function Panels() {
  const devicesOpen = useStore(deviceChoice)
  const keysOpen = useStore(shortcutList)
  const paletteOpen = useStore(palette)
  const addingOpen = useStore(adding) !== null
  const importOpen = useStore(importing).length > 0
  const namingOpen = useStore(naming) !== null
  const rulingOpen = useStore(ruling) !== null
  const linkingOpen = useStore(linkingTag) !== null
  return (
    <Suspense fallback={null}>
      {devicesOpen && <DevicePicker />}
      {keysOpen && <ShortcutList />}
      {paletteOpen && <Palette />}
      {addingOpen && <AddToPlaylist />}
      {importOpen && <ImportPlaylist />}
      {namingOpen && <NamePlaylist />}
      {rulingOpen && <SmartPlaylist />}
      {linkingOpen && <LinkTag />}
    </Suspense>
  )
}

function NavLink(props: {
  readonly to: Place
  readonly icon: LucideIcon
  readonly isHere: boolean
  /** The page has a link of its own, for which a phone has no room. */
  readonly isNear?: boolean
  readonly className?: string
  readonly children: ReactNode
}) {
  const Icon = props.icon
  return (
    <a
      className={`nav-link ${props.className ?? ''}`}
      href={addressOf(props.to)}
      aria-current={props.isHere ? 'page' : undefined}
      data-near={props.isNear || undefined}
    >
      <Icon aria-hidden />
      <span>{props.children}</span>
    </a>
  )
}

/** The address holds the page, so this is no link to an anchor: that would leave the page. */
function skipTo(id: 'content' | 'player'): void {
  document.getElementById(id)?.focus()
}
