import { type Hub, isFailure } from '@baton/client'
import { lazy, Suspense, useCallback, useEffect, useState } from 'react'
import type { House } from './house/house.ts'
import { followLikes } from './house/likes.ts'
import { forgetLoaded } from './house/loaded.ts'
import { useShortcuts } from './house/shortcuts.ts'
import { HouseContext, useFollowed } from './house/use-house.ts'
import { Frame } from './parts/frame.tsx'
import { Page } from './parts/page.tsx'
import { Empty, Waiting } from './parts/states.tsx'
import type { Place } from './route/route.ts'
import { go, usePlace } from './route/use-place.ts'
import { useScrollMemory } from './route/use-scroll-memory.ts'
import { AlbumScreen, ArtistScreen } from './screens/album.tsx'
import { OpeningScreen, SetUpScreen, SignInScreen, UnreachableScreen } from './screens/entrance.tsx'
import { LibraryScreen } from './screens/library.tsx'
import { failureText } from './words/failure-text.ts'
import { words } from './words/words.ts'

const loadQueue = () => import('./screens/queue.tsx')
const loadNowPlaying = () => import('./screens/now-playing.tsx')
const loadSettings = () => import('./screens/settings.tsx')
const QueueScreen = lazy(async () => ({ default: (await loadQueue()).QueueScreen }))
const NowPlayingScreen = lazy(async () => ({ default: (await loadNowPlaying()).NowPlayingScreen }))
const SettingsScreen = lazy(async () => ({ default: (await loadSettings()).SettingsScreen }))

const QUIET_MS = 1_500

/** Where somebody stands: in front of the house, at its door, or inside. */
type Stage =
  | { readonly at: 'opening' | 'sign-in' | 'set-up' }
  | { readonly at: 'unreachable'; readonly text: string }
  | { readonly at: 'inside'; readonly house: House }

export function App({ hub, open }: { readonly hub: Hub; readonly open: (hub: Hub) => Promise<House> }) {
  const [stage, setStage] = useState<Stage>({ at: 'opening' })
  const place = usePlace()

  const enter = useCallback(async () => {
    try {
      setStage(await stageOf(hub, open))
    } catch (error) {
      if (!isFailure(error)) throw error
      setStage({ at: 'unreachable', text: failureText(error) })
    }
  }, [hub, open])

  useEffect(() => void enter(), [enter])

  const leave = useCallback(() => {
    forgetLoaded()
    setStage({ at: 'sign-in' })
  }, [])

  if (stage.at === 'opening') return <OpeningScreen />
  if (stage.at === 'unreachable') {
    return (
      <UnreachableScreen
        text={stage.text}
        again={() => {
          setStage({ at: 'opening' })
          void enter()
        }}
      />
    )
  }
  if (stage.at === 'set-up') {
    const done = () => {
      go({ page: 'albums', q: '' })
      void enter()
    }
    return <SetUpScreen hub={hub} code={place.page === 'setup' ? place.code : ''} onDone={done} />
  }
  if (stage.at !== 'inside') return <SignInScreen hub={hub} onDone={() => void enter()} />
  return (
    <HouseContext value={stage.house}>
      <Inside place={place} leave={leave} house={stage.house} />
    </HouseContext>
  )
}

async function stageOf(hub: Hub, open: (hub: Hub) => Promise<House>): Promise<Stage> {
  try {
    await hub.readMe()
  } catch (error) {
    if (!isFailure(error, 'auth.required', 'auth.wrong-token')) throw error
    return { at: (await hub.needsOwner()) ? 'set-up' : 'sign-in' }
  }
  return { at: 'inside', house: await open(hub) }
}

function Inside(props: { readonly place: Place; readonly house: House; readonly leave: () => void }) {
  const { house, leave } = props
  useShortcuts()
  useScrollMemory()
  useEffect(fetchTheRest, [])
  useEffect(() => followLikes(house), [house])
  useEffect(() => house.hub.me.subscribe((me) => me === null && leave()), [house, leave])
  const isRefused = useFollowed((state) => isFailure(state.failure, 'auth.required', 'auth.wrong-token'))
  useEffect(() => {
    if (isRefused) void house.close().then(leave)
  }, [isRefused, house, leave])
  return (
    <Frame place={props.place}>
      <Suspense fallback={<Waiting shape="page" />}>
        <Screen place={props.place} />
      </Suspense>
    </Frame>
  )
}

/** The other pages come when the first one stands, so that they open at once later, also while the hub is away. */
function fetchTheRest(): () => void {
  const timer = setTimeout(() => {
    for (const load of [loadNowPlaying, loadQueue, loadSettings]) load().catch(() => undefined)
  }, QUIET_MS)
  return () => clearTimeout(timer)
}

function Screen({ place }: { readonly place: Place }) {
  switch (place.page) {
    case 'albums':
    case 'tracks':
    case 'artists':
      return <LibraryScreen place={place} />
    case 'album':
      return <AlbumScreen key={place.albumId} albumId={place.albumId} />
    case 'artist':
      return <ArtistScreen key={place.artistId} artistId={place.artistId} />
    case 'queue':
      return <QueueScreen />
    case 'now':
      return <NowPlayingScreen />
    case 'settings':
      return <SettingsScreen />
    default:
      return (
        <Page title={words.notFound.title} hideTitle>
          <Empty title={words.notFound.title} text={words.notFound.text}>
            <a className="button" href="#/">
              {words.notFound.action}
            </a>
          </Empty>
        </Page>
      )
  }
}
