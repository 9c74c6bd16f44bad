import { type Hub, isFailure } from '@baton/client'
import { Eye, EyeOff, KeyRound, LoaderCircle, WifiOff } from 'lucide-react'
import { type FormEvent, type ReactNode, useEffect, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Input, Label, Text, TextField } from 'react-aria-components/TextField'
import { failureText } from '../words/failure-text.ts'
import { words } from '../words/words.ts'

/** The screens in front of the house: opening, set-up, sign-in, and a hub that does not answer. */
export function SignInScreen({ hub, onDone }: { readonly hub: Hub; readonly onDone: () => void }) {
  return (
    <Entrance title={words.signIn.title} lead={words.signIn.lead}>
      <Credentials
        submit={words.signIn.submit}
        isNew={false}
        send={(username, password) => hub.signIn({ username, password })}
        onDone={onDone}
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
      <Credentials
        submit={words.setUp.submit}
        isNew
        send={(username, password) => props.hub.createOwner({ code: props.code, username, password })}
        onDone={props.onDone}
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
  useEffect(() => {
    document.title = `${props.title} · ${words.app.name}`
  }, [props.title])
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

function Credentials(props: {
  readonly submit: string
  readonly isNew: boolean
  readonly send: (username: string, password: string) => Promise<unknown>
  readonly onDone: () => void
}) {
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [isShown, setShown] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)

  const send = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setFailure(null)
    try {
      await props.send(username.trim(), password)
      props.onDone()
    } catch (error) {
      if (!isFailure(error)) throw error
      setFailure(failureText(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <form className="form" onSubmit={(event) => void send(event)}>
      <TextField className="field" value={username} onChange={setUsername} isRequired autoFocus>
        <Label>{words.signIn.username}</Label>
        <Input className="input" autoComplete="username" autoCapitalize="none" spellCheck="false" />
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
          <Input className="input" autoComplete={props.isNew ? 'new-password' : 'current-password'} />
          <Button
            className="icon-button"
            aria-label={isShown ? words.signIn.hide : words.signIn.show}
            onPress={() => setShown(!isShown)}
          >
            {isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
          </Button>
        </div>
        {props.isNew && (
          <Text slot="description" className="quiet">
            {words.signIn.passwordHint}
          </Text>
        )}
      </TextField>
      <p className="form-failure" role="alert">
        {failure}
      </p>
      <Button type="submit" className="button button-accent button-wide" isPending={isBusy}>
        {props.submit}
      </Button>
    </form>
  )
}
