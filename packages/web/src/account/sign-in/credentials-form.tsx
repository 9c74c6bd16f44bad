import { type BatonFailure, isFailure } from '@baton/client'
import { LoaderCircle } from 'lucide-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components/TextField'
import { strings } from '../../strings/strings.ts'
import { Button } from '../../ui/button.tsx'
import { FormFailure } from '../../ui/form-failure.tsx'
import { PasswordField } from './password-field.tsx'

/** Whose name and password these are decides what the browser offers to fill in and to keep. */
export type Purpose = 'sign-in' | 'new' | 'somebody-else'

const COMPLETIONS = {
  'sign-in': { username: 'username', password: 'current-password' },
  new: { username: 'username', password: 'new-password' },
  'somebody-else': { username: 'off', password: 'new-password' },
} as const satisfies Record<Purpose, object>

export function CredentialsForm(props: {
  readonly submit: string
  readonly purpose: Purpose
  readonly send: (username: string, password: string) => Promise<unknown>
  /** What else is asked. */
  readonly children?: ReactNode
}) {
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<BatonFailure | null>(null)
  const completion = COMPLETIONS[props.purpose]

  const send = async (event: FormEvent) => {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    setFailure(null)
    try {
      await props.send(username.trim(), password)
    } catch (error) {
      if (!isFailure(error)) throw error
      setFailure(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form className="form" onSubmit={(event) => void send(event)}>
      <TextField
        className="field"
        value={username}
        onChange={setUsername}
        isRequired
        autoFocus={props.purpose !== 'somebody-else'}
      >
        <Label>{strings.signIn.username}</Label>
        <Input
          className="input"
          autoComplete={completion.username}
          autoCapitalize="none"
          spellCheck="false"
        />
      </TextField>
      <PasswordField
        label={strings.signIn.password}
        value={password}
        onChange={setPassword}
        autoComplete={completion.password}
        hint={props.purpose !== 'sign-in' && strings.signIn.passwordHint}
      />
      {props.children}
      <FormFailure failure={failure} />
      <Button type="submit" className="button button-accent button-wide">
        {isBusy && <LoaderCircle aria-hidden className="turning" />}
        {props.submit}
      </Button>
    </form>
  )
}
