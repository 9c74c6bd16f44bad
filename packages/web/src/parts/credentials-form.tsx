import { isFailure } from '@baton/client'
import { Eye, EyeOff, LoaderCircle } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Input, Label, Text, TextField } from 'react-aria-components/TextField'
import { failureText } from '../words/failure-text.ts'
import { words } from '../words/words.ts'
import { Button } from './button.tsx'

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
}) {
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [isShown, setShown] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
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
      setFailure(failureText(error))
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
        <Label>{words.signIn.username}</Label>
        <Input
          className="input"
          autoComplete={completion.username}
          autoCapitalize="none"
          spellCheck="false"
        />
      </TextField>
      <TextField
        className="field"
        value={password}
        onChange={setPassword}
        type={isShown ? 'text' : 'password'}
        isRequired
      >
        <Label>{words.signIn.password}</Label>
        <div className="input-with-button">
          <Input className="input" autoComplete={completion.password} />
          <Button
            className="icon-button"
            aria-label={isShown ? words.signIn.hide : words.signIn.show}
            onPress={() => setShown(!isShown)}
          >
            {isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
          </Button>
        </div>
        {props.purpose !== 'sign-in' && (
          <Text slot="description" className="quiet">
            {words.signIn.passwordHint}
          </Text>
        )}
      </TextField>
      <p className="form-failure" role="alert">
        {failure}
      </p>
      <Button type="submit" className="button button-accent button-wide">
        {isBusy && <LoaderCircle aria-hidden className="turning" />}
        {props.submit}
      </Button>
    </form>
  )
}
