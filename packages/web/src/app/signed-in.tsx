import { isFailure } from '@baton/client'
import { Suspense, useEffect } from 'react'
import { tellOfHealth } from '../health/health-notices.ts'
import { askHub } from '../hub/ask.ts'
import type { ConnectedHub } from '../hub/connected-hub.ts'
import { pageStorage } from '../hub/this-browser.ts'
import { useFollowed } from '../hub/use-hub.ts'
import { followLikes } from '../music/likes.ts'
import { addressOf, type Place } from '../navigation/places.ts'
import { useScrollMemory } from '../navigation/use-scroll-memory.ts'
import { attendMediaSession } from '../playback/media-keys.ts'
import { CrashGuard } from '../ui/crash-guard.tsx'
import { Waiting } from '../ui/empty-failed-waiting.tsx'
import { titlePlaying } from '../ui/page-title.ts'
import { Frame } from './frame/frame.tsx'
import { FirstStepsScreen, fetchTheRest, Screen } from './pages.tsx'
import { useShortcuts } from './shortcuts.ts'
import { followLastKnown } from './start/last-known.ts'

const QUIET_MS = 1_500

/** Everything behind the door: what goes on whatever page is open, and that page. */
export function SignedIn(props: {
  readonly place: Place
  readonly connected: ConnectedHub
  readonly leave: (isRefused: boolean) => void
}) {
  const { connected, leave, place } = props
  useShortcuts()
  useScrollMemory()
  useEffect(() => {
    const timer = setTimeout(() => void fetchTheRest(), QUIET_MS)
    return () => clearTimeout(timer)
  }, [])
  useEffect(() => followLikes(connected), [connected])
  useEffect(() => tellOfHealth(connected), [connected])
  useEffect(() => followLastKnown(pageStorage(), connected), [connected])
  useEffect(() => attendMediaSession(connected, (ask) => void askHub(connected, ask)), [connected])
  useEffect(() => connected.hub.me.subscribe((me) => me === null && leave(false)), [connected, leave])
  useLeavingWhenRefused(leave)
  useTitleOfTrack()
  const page = (
    <Suspense fallback={<Waiting shape="page" />}>
      {place.page === 'start' ? <FirstStepsScreen /> : <Screen place={place} />}
    </Suspense>
  )
  if (place.page === 'start') return page
  return (
    <Frame place={place}>
      <CrashGuard key={addressOf(place).split('?')[0]}>{page}</CrashGuard>
    </Frame>
  )
}

/** Another tab may hold the stream that was refused. */
function useLeavingWhenRefused(leave: (isRefused: boolean) => void): void {
  const isRefused = useFollowed((state) => isFailure(state.failure, 'auth.required', 'auth.wrong-token'))
  useEffect(() => {
    if (isRefused) leave(true)
  }, [isRefused, leave])
}

function useTitleOfTrack(): void {
  const track = useFollowed(({ session }) =>
    session?.playState === 'playing' && session.current ? session.current.title : null,
  )
  useEffect(() => titlePlaying(track), [track])
  useEffect(() => () => titlePlaying(null), [])
}
