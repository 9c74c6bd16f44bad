import type { Hub } from '@baton/client'
import { KeyRound } from 'lucide-react'
import { CredentialsForm } from '../parts/credentials-form.tsx'
import { Entrance } from '../parts/entrance.tsx'
import { words } from '../words/words.ts'

/** The forms at the door: set-up and sign-in. */
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
