import { isFailure } from '@baton/client'
import { Suspense, useEffect } from 'react'
import { pageStorage } from './device/identity.ts'
import type { House } from './house/house.ts'
import { followLastKnown } from './house/last-known.ts'
import { followLikes } from './house/likes.ts'
import { attendMediaSession } from './house/media-session.ts'
import { titlePlaying } from './house/page-title.ts'
import { useShortcuts } from './house/shortcuts.ts'
import { askHub } from './house/use-ask.ts'
import { useFollowed } from './house/use-house.ts'
import { CrashGuard } from './parts/crash-guard.tsx'
import { Frame } from './parts/frame.tsx'
import { Waiting } from './parts/states.tsx'
import { addressOf, type Place } from './route/route.ts'
import { useScrollMemory } from './route/use-scroll-memory.ts'
import { fetchTheRest, Screen, StartScreen } from './screens/screen.tsx'

const QUIET_MS = 1_500

/** Everything behind the door: what goes on whatever page is open, and that page. */
export function Inside(props: {
  readonly place: Place
  readonly house: House
  readonly leave: (isRefused: boolean) => void
}) {
  const { house, leave, place } = props
  useShortcuts()
  useScrollMemory()
  useEffect(() => {
    const timer = setTimeout(() => void fetchTheRest(), QUIET_MS)
    return () => clearTimeout(timer)
  }, [])
  useEffect(() => followLikes(house), [house])
  useEffect(() => followLastKnown(pageStorage(), house), [house])
  useEffect(() => attendMediaSession(house, (ask) => void askHub(house, ask)), [house])
  useEffect(() => house.hub.me.subscribe((me) => me === null && leave(false)), [house, leave])
  useLeavingWhenRefused(leave)
  useTitleOfTrack()
  const page = (
    <Suspense fallback={<Waiting shape="page" />}>
      {place.page === 'start' ? <StartScreen /> : <Screen place={place} />}
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
