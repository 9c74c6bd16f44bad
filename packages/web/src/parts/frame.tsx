import { CirclePlay, Library, ListMusic, type LucideIcon, Settings } from 'lucide-react'
import { lazy, type ReactNode, Suspense } from 'react'
import { deviceChoice, keyList } from '../house/panels.ts'
import { useFollowed, useHouse, useStore } from '../house/use-house.ts'
import { addressOf, type Place } from '../route/route.ts'
import { words } from '../words/words.ts'
import { Announcer } from './announcer.tsx'
import { NoticeRegion } from './notice-region.tsx'
import { PlayerBar } from './player-bar.tsx'
import { ScanState } from './scan-state.tsx'
import { ConnectionStrip, UnlockStrip } from './strips.tsx'

const DevicePicker = lazy(async () => ({ default: (await import('./device-picker.tsx')).DevicePicker }))
const KeyList = lazy(async () => ({ default: (await import('./key-list.tsx')).KeyList }))

const LIBRARY_PAGES: readonly Place['page'][] = ['albums', 'tracks', 'artists', 'album', 'artist']

/** Navigation, player and notices around whatever page is open. */
export function Frame({ place, children }: { readonly place: Place; readonly children: ReactNode }) {
  const { sound } = useHouse()
  const isAway = useFollowed((state) => state.connection === 'away')
  const isLocked = useStore(sound) === 'locked'
  return (
    <div className="frame" data-away={isAway || undefined}>
      <button type="button" className="skip" onClick={skipToContent}>
        {words.app.skip}
      </button>
      <nav className="nav" aria-label={words.nav.label}>
        <a className="brand" href="#/" aria-label={words.app.name}>
          <img src="/baton.svg" alt="" width={32} height={32} />
          <span>{words.app.name}</span>
        </a>
        <NavLink to={{ page: 'albums', q: '' }} icon={Library} isHere={LIBRARY_PAGES.includes(place.page)}>
          {words.nav.library}
        </NavLink>
        <NavLink to={{ page: 'queue' }} icon={ListMusic} isHere={place.page === 'queue'}>
          {words.nav.queue}
        </NavLink>
        <NavLink to={{ page: 'now' }} icon={CirclePlay} isHere={place.page === 'now'}>
          {words.nav.now}
        </NavLink>
        <NavLink to={{ page: 'settings' }} icon={Settings} isHere={place.page === 'settings'}>
          {words.nav.settings}
        </NavLink>
        <ScanState />
      </nav>
      <main className="content" id="content" tabIndex={-1}>
        {children}
      </main>
      <footer className="foot">
        {isAway ? <ConnectionStrip /> : isLocked ? <UnlockStrip /> : null}
        <PlayerBar />
      </footer>
      <NoticeRegion />
      <Announcer />
      <Panels />
    </div>
  )
}

/** Dialogs come over the wire when they are first opened. */
function Panels() {
  const devicesOpen = useStore(deviceChoice)
  const keysOpen = useStore(keyList)
  return (
    <Suspense fallback={null}>
      {devicesOpen && <DevicePicker />}
      {keysOpen && <KeyList />}
    </Suspense>
  )
}

function NavLink(props: {
  readonly to: Place
  readonly icon: LucideIcon
  readonly isHere: boolean
  readonly children: ReactNode
}) {
  const Icon = props.icon
  return (
    <a className="nav-link" href={addressOf(props.to)} aria-current={props.isHere ? 'page' : undefined}>
      <Icon aria-hidden />
      <span>{props.children}</span>
    </a>
  )
}

/** The address holds the page, so this is no link to an anchor: that would leave the page. */
function skipToContent(): void {
  document.getElementById('content')?.focus()
}
