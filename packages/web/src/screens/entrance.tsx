import type { Hub } from '@baton/client'
import { KeyRound, LoaderCircle, WifiOff } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import { Button } from 'react-aria-components/Button'
import { titlePage } from '../house/page-title.ts'
import { CredentialsForm } from '../parts/credentials-form.tsx'
import { words } from '../words/words.ts'

/** The screens in front of the house: opening, set-up, sign-in, and a hub that does not answer. */
export function SignInScreen(props: {
  readonly hub: Hub
  /** Somebody was inside, and the hub does not know that sign-in any more. */
  readonly isAgain: boolean
  readonly onDone: () => void
}) {
  return (
    <Entrance title={words.signIn.title} lead={props.isAgain ? words.signIn.again : words.signIn.lead}>
      <CredentialsForm
        submit={words.signIn.submit}
        purpose="sign-in"
        send={async (username, password) => {
          await props.hub.signIn({ username, password })
          props.onDone()
        }}
      />
    </Entrance>
  )
}

export function SetUpScreen(props: {
  readonly hub: Hub
  readonly code: string
  readonly onDone: () => void
}) {
  if (props.code === '') {
    return (
      <Entrance title={words.setUp.title} lead={words.setUp.noCode}>
        <KeyRound aria-hidden className="entrance-icon" />
      </Entrance>
    )
  }
  return (
    <Entrance title={words.setUp.title} lead={words.setUp.lead}>
      <CredentialsForm
        submit={words.setUp.submit}
        purpose="new"
        send={async (username, password) => {
          await props.hub.createOwner({ code: props.code, username, password })
          props.onDone()
        }}
      />
    </Entrance>
  )
}

export function OpeningScreen() {
  return (
    <div className="entrance" role="status" aria-label={words.app.opening}>
      <LoaderCircle aria-hidden className="turning entrance-icon" />
    </div>
  )
}

export function UnreachableScreen({ text, again }: { readonly text: string; readonly again: () => void }) {
  return (
    <Entrance title={words.connection.awayTitle} lead={words.connection.awayText}>
      <WifiOff aria-hidden className="entrance-icon" />
      <p className="form-failure" role="alert">
        {text}
      </p>
      <Button className="button button-accent" onPress={again}>
        {words.connection.retry}
      </Button>
    </Entrance>
  )
}

function Entrance(props: { readonly title: string; readonly lead: string; readonly children: ReactNode }) {
  useEffect(() => titlePage(props.title), [props.title])
  return (
    <main className="entrance">
      <div className="entrance-card">
        <img src="/baton.svg" alt="" width={64} height={64} />
        <h1>{props.title}</h1>
        <p className="quiet">{props.lead}</p>
        {props.children}
      </div>
    </main>
  )
}
