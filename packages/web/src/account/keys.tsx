import { type BatonFailure, isFailure, type KeyWish, type SignIn, type SignInScope } from '@baton/client'
import { type FormEvent, useState } from 'react'
import { Input, Label, Text, TextField } from 'react-aria-components/TextField'
import { useHouse, useStore } from '../hub/use-hub.ts'
import { words } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { ShownOnce } from '../ui/copy-text.tsx'
import { FormFailure } from '../ui/form-failure.tsx'
import { Options } from '../ui/option-group.tsx'
import { Choice } from '../ui/select.tsx'
import { SignInList } from './sign-in-list.tsx'

const KINDS: readonly KeyWish['kind'][] = ['key', 'app-password']
const SCOPES: readonly SignInScope[] = ['read', 'control', 'library', 'admin']
const YEAR_DAYS = 365

export function AccessKeys(props: { readonly keys: readonly SignIn[]; readonly onChanged: () => void }) {
  const { account } = useHouse().hub
  const [made, setMade] = useState<{ readonly name: string; readonly secret: string } | null>(null)
  return (
    <section className="panel">
      <h2>{words.accessKeys.title}</h2>
      <p className="quiet">{words.accessKeys.lead}</p>
      {props.keys.length === 0 && !made && <p className="panel-note">{words.accessKeys.none}</p>}
      <SignInList
        label={words.accessKeys.label}
        signIns={props.keys}
        end={(signInId) => account.endSignIn(signInId)}
        onEnded={props.onChanged}
      />
      {made ? (
        <ShownOnce
          title={words.accessKeys.madeTitle(made.name)}
          text={words.accessKeys.madeText}
          secret={made.secret}
        >
          <Button className="button" onPress={() => setMade(null)}>
            {words.accessKeys.done}
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
  const { hub } = useHouse()
  const isOwner = useStore(hub.me)?.roles.includes('owner') ?? false
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
        <Label>{words.accessKeys.name}</Label>
        <Input className="input" autoComplete="off" />
        <Text slot="description" className="quiet">
          {words.accessKeys.nameHint}
        </Text>
      </TextField>
      <Options
        label={words.accessKeys.kind}
        choose="one"
        options={KINDS.map((value) => ({ value, ...words.accessKeys.kinds[value] }))}
        chosen={[kind]}
        onChange={([chosen = 'key']) => setKind(chosen)}
      />
      <Options
        label={words.accessKeys.scopes}
        choose="many"
        options={SCOPES.filter((scope) => isOwner || scope !== 'admin').map((value) => ({
          value,
          ...words.scopes[value],
        }))}
        chosen={scopes}
        onChange={setScopes}
      />
      <div className="form-line">
        <span aria-hidden="true">{words.accessKeys.expires}</span>
        <Choice
          label={words.accessKeys.expires}
          value={days}
          options={[
            ['30', words.accessKeys.days(30)],
            ['90', words.accessKeys.days(90)],
            [String(YEAR_DAYS), words.accessKeys.year],
            ['never', words.accessKeys.never],
          ]}
          onChange={setDays}
        />
      </div>
      {scopes.length === 0 && <p className="quiet">{words.accessKeys.noScope}</p>}
      <FormFailure failure={failure} />
      <Button type="submit" className="button" isDisabled={wanted === '' || scopes.length === 0}>
        {words.accessKeys.make}
      </Button>
    </form>
  )
}
