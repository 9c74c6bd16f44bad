import { type BatonFailure, isFailure, type KeyWish, type SignIn, type SignInScope } from '@baton/client'
import { type FormEvent, useState } from 'react'
import { Input, Label, Text, TextField } from 'react-aria-components/TextField'
import { useHub, useIsOwner } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { ShownOnce } from '../ui/copy-text.tsx'
import { FormFailure } from '../ui/form-failure.tsx'
import { OptionGroup } from '../ui/option-group.tsx'
import { Select } from '../ui/select.tsx'
import { SignInList } from './sign-in-list.tsx'

const KINDS: readonly KeyWish['kind'][] = ['key', 'app-password']
const SCOPES: readonly SignInScope[] = ['read', 'control', 'library', 'admin']
const YEAR_DAYS = 365

export function AccessKeys(props: { readonly keys: readonly SignIn[]; readonly onChanged: () => void }) {
  const { account } = useHub().hub
  const [made, setMade] = useState<{ readonly name: string; readonly secret: string } | null>(null)
  return (
    <section className="panel">
      <h2>{strings.accessKeys.title}</h2>
      <p className="quiet">{strings.accessKeys.lead}</p>
      {props.keys.length === 0 && !made && <p className="panel-note">{strings.accessKeys.none}</p>}
      <SignInList
        label={strings.accessKeys.label}
        signIns={props.keys}
        end={(signInId) => account.endSignIn(signInId)}
        onEnded={props.onChanged}
      />
      {made ? (
        <ShownOnce
          title={strings.accessKeys.madeTitle(made.name)}
          text={strings.accessKeys.madeText}
          secret={made.secret}
        >
          <Button className="button" onPress={() => setMade(null)}>
            {strings.accessKeys.done}
          </Button>
        </ShownOnce>
      ) : (
        <MakeKey
          onMade={(key) => {
            setMade(key)
            props.onChanged()
          }}
        />
      )}
    </section>
  )
}

function MakeKey(props: { readonly onMade: (made: { name: string; secret: string }) => void }) {
  const { hub } = useHub()
  const isOwner = useIsOwner()
  const [name, setName] = useState('')
  const [kind, setKind] = useState<KeyWish['kind']>('key')
  const [scopes, setScopes] = useState<readonly SignInScope[]>(['read', 'control'])
  const [days, setDays] = useState('90')
  const [failure, setFailure] = useState<BatonFailure | null>(null)
  const wanted = name.trim()
  const make = async (event: FormEvent) => {
    event.preventDefault()
    setFailure(null)
    try {
      const expiresInDays = days === 'never' ? null : Number(days)
      const { secret } = await hub.account.newKey({ name: wanted, kind, scopes, expiresInDays })
      props.onMade({ name: wanted, secret })
    } catch (error) {
      if (!isFailure(error)) throw error
      setFailure(error)
    }
  }
  return (
    <form className="form form-plain" onSubmit={(event) => void make(event)}>
      <TextField className="field" value={name} onChange={setName} maxLength={64}>
        <Label>{strings.accessKeys.name}</Label>
        <Input className="input" autoComplete="off" />
        <Text slot="description" className="quiet">
          {strings.accessKeys.nameHint}
        </Text>
      </TextField>
      <OptionGroup
        label={strings.accessKeys.kind}
        choose="one"
        options={KINDS.map((value) => ({ value, ...strings.accessKeys.kinds[value] }))}
        chosen={[kind]}
        onChange={([chosen = 'key']) => setKind(chosen)}
      />
      <OptionGroup
        label={strings.accessKeys.scopes}
        choose="many"
        options={SCOPES.filter((scope) => isOwner || scope !== 'admin').map((value) => ({
          value,
          ...strings.scopes[value],
        }))}
        chosen={scopes}
        onChange={setScopes}
      />
      <div className="form-line">
        <span aria-hidden="true">{strings.accessKeys.expires}</span>
        <Select
          label={strings.accessKeys.expires}
          value={days}
          options={[
            ['30', strings.accessKeys.days(30)],
            ['90', strings.accessKeys.days(90)],
            [String(YEAR_DAYS), strings.accessKeys.year],
            ['never', strings.accessKeys.never],
          ]}
          onChange={setDays}
        />
      </div>
      {scopes.length === 0 && <p className="quiet">{strings.accessKeys.noScope}</p>}
      <FormFailure failure={failure} />
      <Button type="submit" className="button" isDisabled={wanted === '' || scopes.length === 0}>
        {strings.accessKeys.make}
      </Button>
    </form>
  )
}
