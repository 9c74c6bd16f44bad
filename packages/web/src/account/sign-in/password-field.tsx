import { Eye, EyeOff } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Input, Label, Text, TextField } from 'react-aria-components/TextField'
import { strings } from '../../strings/strings.ts'
import { Button } from '../../ui/button.tsx'
import { passwordStrength } from './password-strength.ts'

const STEPS = { short: 0, weak: 1, fair: 2, strong: 3 } as const

export function PasswordField(props: {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly autoComplete: 'current-password' | 'new-password'
  readonly hint?: ReactNode
  readonly autoFocus?: boolean
}) {
  const [isShown, setShown] = useState(false)
  return (
    <TextField
      className="field"
      value={props.value}
      onChange={props.onChange}
      type={isShown ? 'text' : 'password'}
      isRequired
      autoFocus={props.autoFocus ?? false}
    >
      <Label>{props.label}</Label>
      <div className="input-with-button">
        <Input className="input" autoComplete={props.autoComplete} />
        <Button
          className="icon-button"
          aria-label={isShown ? strings.signIn.hide : strings.signIn.show}
          onPress={() => setShown(!isShown)}
        >
          {isShown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
        </Button>
      </div>
      {props.hint && (
        <Text slot="description" className="quiet">
          {props.hint}
        </Text>
      )}
    </TextField>
  )
}

/** Tells while somebody types how hard the password is to guess. A hint: the hub takes every one that is long enough. */
export function StrengthHint(props: { readonly password: string; readonly username: string }) {
  const strength = props.password === '' ? null : passwordStrength(props.password, props.username)
  return (
    <div className="strength" data-strength={strength ?? 'none'}>
      <span className="strength-track" aria-hidden="true">
        {[1, 2, 3].map((step) => (
          <span key={step} data-done={(strength !== null && STEPS[strength] >= step) || undefined} />
        ))}
      </span>
      <p role="status" aria-label={strings.strength.label}>
        {strength === null ? strings.signIn.passwordHint : strings.strength[strength]}
      </p>
    </div>
  )
}
