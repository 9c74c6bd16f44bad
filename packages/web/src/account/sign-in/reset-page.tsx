import { type BatonFailure, type Hub, isFailure } from '@baton/client'
import { LoaderCircle } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { strings } from '../../strings/strings.ts'
import { BarePage } from '../../ui/bare-page.tsx'
import { Button } from '../../ui/button.tsx'
import { FormFailure } from '../../ui/form-failure.tsx'
import { PasswordField, StrengthHint } from './password-field.tsx'

/** Where the link of an owner leads: a new password, and in. */
export function ResetScreen(props: {
  readonly hub: Hub
  readonly code: string
  readonly onDone: () => void
}) {
  const [password, setPassword] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<BatonFailure | null>(null)
  const send = async (event: FormEvent) => {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    setFailure(null)
    try {
      await props.hub.resetPassword({ code: props.code, password })
      props.onDone()
    } catch (error) {
      if (!isFailure(error)) throw error
      setFailure(error)
    } finally {
      setBusy(false)
    }
  }
  const hasCode = props.code !== ''
  return (
    <BarePage title={strings.reset.title} lead={hasCode ? strings.reset.lead : strings.reset.noCode}>
      {hasCode && (
        <form className="form" onSubmit={(event) => void send(event)}>
          <PasswordField
            label={strings.account.next}
            value={password}
            onChange={setPassword}
            autoComplete="new-password"
            autoFocus
          />
          <StrengthHint password={password} username="" />
          <FormFailure failure={failure} />
          <Button type="submit" className="button button-accent button-wide">
            {isBusy && <LoaderCircle aria-hidden className="turning" />}
            {strings.reset.submit}
          </Button>
        </form>
      )}
      <a className="button button-quiet" href="#/">
        {strings.reset.back}
      </a>
    </BarePage>
  )
}
