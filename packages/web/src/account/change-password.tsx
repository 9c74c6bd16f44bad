import { type BatonFailure, isFailure } from '@baton/client'
import { LoaderCircle } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useHub, useStore } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { FormFailure } from '../ui/form-failure.tsx'
import { notify } from '../ui/notices.ts'
import { PasswordField, StrengthHint } from './sign-in/password-field.tsx'

export function ChangePassword({ onChanged }: { readonly onChanged: () => void }) {
  const { hub } = useHub()
  const username = useStore(hub.me)?.username ?? ''
  const [former, setFormer] = useState('')
  const [password, setPassword] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<BatonFailure | null>(null)
  const change = async (event: FormEvent) => {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    setFailure(null)
    try {
      await hub.account.changePassword({ former, password })
      setFormer('')
      setPassword('')
      notify(strings.account.changed)
      onChanged()
    } catch (error) {
      if (!isFailure(error)) throw error
      setFailure(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <section className="panel">
      <h2>{strings.account.passwordTitle}</h2>
      <p className="quiet">{strings.account.passwordText}</p>
      <form className="form form-plain" onSubmit={(event) => void change(event)}>
        {/* For the browser's own keeper of passwords. */}
        <input type="text" autoComplete="username" value={username} readOnly hidden />
        <PasswordField
          label={strings.account.former}
          value={former}
          onChange={setFormer}
          autoComplete="current-password"
        />
        <PasswordField
          label={strings.account.next}
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
        />
        <StrengthHint password={password} username={username} />
        <FormFailure failure={failure} meant={{ 'auth.wrong-password': strings.account.wrongFormer }} />
        <Button type="submit" className="button" isDisabled={former === '' || password === ''}>
          {isBusy && <LoaderCircle aria-hidden className="turning" />}
          {strings.account.change}
        </Button>
      </form>
    </section>
  )
}
