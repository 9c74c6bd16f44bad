import { type Hub, isFailure } from '@baton/client'
import { Fragment, lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react'
import { I18nProvider } from 'react-aria-components/I18nProvider'
import { ShownHub } from '../boxes/shown-hub.tsx'
import type { ConnectedHub } from '../hub/connected-hub.ts'
import { refusals } from '../hub/sign-in-refusals.ts'
import { pageStorage } from '../hub/this-browser.ts'
import { useStore } from '../hub/use-hub.ts'
import { forgetLoaded } from '../hub/use-read.ts'
import { go, usePlace } from '../navigation/use-place.ts'
import { takeWayBack } from '../navigation/way-back.ts'
import { failureText } from '../strings/choose-failure-text.ts'
import { CrashGuard } from '../ui/crash-guard.tsx'
import { spokenLanguage } from './settings/language.ts'
import { SignedIn } from './signed-in.tsx'
import { awayHub } from './start/away-hub.ts'
import { forgetLastKnown, readLastKnown } from './start/last-known.ts'
import { OpeningPicture } from './start/opening-picture.tsx'
import { UnreachableScreen } from './unreachable-page.tsx'

/** Whoever is signed in already needs no forms. */
const SetUpScreen = lazy(async () => ({
  default: (await import('../account/sign-in/set-up-page.tsx')).SetUpScreen,
}))
const SignInScreen = lazy(async () => ({
  default: (await import('../account/sign-in/sign-in-page.tsx')).SignInScreen,
}))
const ResetScreen = lazy(async () => ({
  default: (await import('../account/sign-in/reset-page.tsx')).ResetScreen,
}))

/** With something to show meanwhile nobody waits longer than this for a hub that may be away. */
const PATIENCE_MS = 2_000
const AGAIN_MS = 5_000

/** How far somebody has come: the hub is looked for, a form is to be filled in, or everything is open. */
type Stage =
  | { readonly at: 'opening' | 'set-up' }
  | { readonly at: 'sign-in'; readonly isAgain: boolean }
  | { readonly at: 'unreachable'; readonly text: string }
  /** `away`: what was last known of it, while the hub cannot be reached. */
  | { readonly at: 'signed-in' | 'away'; readonly connected: ConnectedHub }

type ConnectThisBrowser = (hub: Hub) => Promise<ConnectedHub>

/** A change of the language draws everything anew, but nobody is led out by it and the music plays on. */
export function App({ hub, open }: { readonly hub: Hub; readonly open: ConnectThisBrowser }) {
  const language = useStore(spokenLanguage)
  const standing = useStage(hub, open)
  return (
    <I18nProvider locale={language}>
      <Fragment key={language}>
        <CrashGuard>
          <Suspense fallback={<OpeningPicture />}>
            <StageView hub={hub} {...standing} />
          </Suspense>
        </CrashGuard>
      </Fragment>
    </I18nProvider>
  )
}

function StageView({ hub, stage, enter, leave }: { readonly hub: Hub } & ReturnType<typeof useStage>) {
  const place = usePlace()
  if (place.page === 'reset') {
    const done = () => {
      forgetLastKnown(pageStorage())
      // Whoever was signed in may have been somebody else: then the page is loaded again.
      if (stage.at === 'signed-in' || stage.at === 'away') return location.assign('./')
      go({ page: 'home' })
      enter()
    }
    return <ResetScreen hub={hub} code={place.code} onDone={done} />
  }
  switch (stage.at) {
    case 'opening':
      return <OpeningPicture />
    case 'unreachable':
      return <UnreachableScreen text={stage.text} again={enter} />
    case 'set-up': {
      const done = () => {
        go({ page: 'start' })
        enter()
      }
      return <SetUpScreen hub={hub} code={place.page === 'setup' ? place.code : ''} onDone={done} />
    }
    case 'sign-in': {
      const isRefusedElsewhere = place.page === 'sign-in'
      const done = () => {
        if (isRefusedElsewhere) location.hash = takeWayBack() || '#/'
        enter()
      }
      const refused = isRefusedElsewhere ? place.refused : ''
      return <SignInScreen hub={hub} isAgain={stage.isAgain} refused={refused} onDone={done} />
    }
    default:
      return (
        <ShownHub connected={stage.connected}>
          <SignedIn place={place} leave={leave} connected={stage.connected} />
        </ShownHub>
      )
  }
}

function useStage(hub: Hub, open: ConnectThisBrowser) {
  const [stage, setShown] = useState<Stage>({ at: 'opening' })
  const latest = useRef<Stage>(stage)
  const attempt = useRef(0)
  const setStage = useCallback((next: Stage) => {
    latest.current = next
    setShown(next)
  }, [])

  const enter = useCallback(() => {
    attempt.current += 1
    const mine = attempt.current
    const isCurrent = () => mine === attempt.current
    const known = readLastKnown(pageStorage())
    const showAway = () => {
      if (!known || !isCurrent() || latest.current.at === 'away') return
      setStage({ at: 'away', connected: awayHub(hub, known, enter) })
    }
    if (latest.current.at === 'unreachable') setStage({ at: 'opening' })
    const waiting = setTimeout(showAway, PATIENCE_MS)
    stageOf(hub, open)
      .then(
        (next) => {
          if (isCurrent()) setStage(next)
        },
        (error: unknown) => {
          if (!isFailure(error)) throw error
          if (!isCurrent()) return
          if (known && error.code === 'client.offline') {
            showAway()
            setTimeout(() => isCurrent() && enter(), AGAIN_MS)
          } else setStage({ at: 'unreachable', text: failureText(error) })
        },
      )
      .finally(() => clearTimeout(waiting))
  }, [hub, open, setStage])

  /** `isRefused`: the hub does not know this sign-in any more. The address stays, so that signing in leads back. */
  const leave = useCallback(
    (isRefused: boolean): void => {
      const left = latest.current
      if (left.at !== 'signed-in' && left.at !== 'away') return
      attempt.current += 1
      setStage({ at: 'sign-in', isAgain: isRefused })
      forgetLoaded()
      forgetLastKnown(pageStorage())
      if (isRefused) void left.connected.close()
    },
    [setStage],
  )

  useEffect(enter, [enter])
  const isSignedIn = stage.at === 'signed-in'
  useEffect(() => {
    if (isSignedIn) return refusals.subscribe(() => leave(true))
  }, [isSignedIn, leave])

  return { stage, enter, leave }
}

async function stageOf(hub: Hub, open: ConnectThisBrowser): Promise<Stage> {
  try {
    await hub.readMe()
  } catch (error) {
    if (!isFailure(error, 'auth.required', 'auth.wrong-token')) throw error
    return (await hub.needsOwner()) ? { at: 'set-up' } : { at: 'sign-in', isAgain: false }
  }
  return { at: 'signed-in', connected: await open(hub) }
}
