import type { Hub } from '@baton/client'
import { KeyRound } from 'lucide-react'
import { words } from '../../strings/strings.ts'
import { Entrance } from '../../ui/bare-page.tsx'
import { CredentialsForm } from './credentials-form.tsx'

/** Where the link leads that a new hub prints. */
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
