import type { Hub } from '@baton/client'
import { KeyRound } from 'lucide-react'
import { strings } from '../../strings/strings.ts'
import { BarePage } from '../../ui/bare-page.tsx'
import { CredentialsForm } from './credentials-form.tsx'

/** Where the link leads that a new hub prints. */
export function SetUpScreen(props: {
  readonly hub: Hub
  readonly code: string
  readonly onDone: () => void
}) {
  if (props.code === '') {
    return (
      <BarePage title={strings.setUp.title} lead={strings.setUp.noCode}>
        <KeyRound aria-hidden className="entrance-icon" />
      </BarePage>
    )
  }
  return (
    <BarePage title={strings.setUp.title} lead={strings.setUp.lead}>
      <CredentialsForm
        submit={strings.setUp.submit}
        purpose="new"
        send={async (username, password) => {
          await props.hub.createOwner({ code: props.code, username, password })
          props.onDone()
        }}
      />
    </BarePage>
  )
}
