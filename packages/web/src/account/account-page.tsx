import { type BatonFailure, isFailure } from '@baton/client'
import { LogOut, Tablet } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Input, Label, Text, TextField } from 'react-aria-components/TextField'
import { showFailure } from '../hub/ask.ts'
import { useHub, useStore } from '../hub/use-hub.ts'
import { addressOf } from '../navigation/places.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { Confirmation } from '../ui/confirmation.tsx'
import { Empty, Failed, Waiting } from '../ui/empty-failed-waiting.tsx'
import { FormFailure } from '../ui/form-failure.tsx'
import { notify } from '../ui/notices.ts'
import { Page } from '../ui/page.tsx'
import { ChangePassword } from './change-password.tsx'
import { AccessKeys } from './keys.tsx'
import { LinkedIdentities } from './linked-identities.tsx'
import { refusalOf } from './sign-in/sign-in-page.tsx'
import { SignInList } from './sign-in-list.tsx'
import { useSignIns } from './use-sign-ins.ts'

/** Everything about oneself: name, password, and everything that one is signed in with. */
export function AccountScreen() {
  const { account } = useHub().hub
  const { loaded, again } = useSignIns('own', () => account.signIns())
  return (
    <Page title={strings.account.title} className="settings">
      <ChangeName />
      <ChangePassword onChanged={again} />
      <section className="panel">
        <h2>{strings.signIns.title}</h2>
        {loaded.phase === 'loading' && <Waiting shape="list" />}
        {loaded.phase === 'failed' && <Failed {...loaded} />}
        {loaded.phase === 'ready' && (
          <>
            <SignInList
              label={strings.signIns.label}
              signIns={loaded.value.filter(({ kind }) => kind !== 'key' && kind !== 'app-password')}
              end={(signInId) => account.endSignIn(signInId)}
              onEnded={again}
            />
            <Leaving hasOthers={loaded.value.some(({ current }) => !current)} onEnded={again} />
          </>
        )}
      </section>
      <AccessKeys
        keys={
          loaded.phase === 'ready'
            ? loaded.value.filter(({ kind }) => kind === 'key' || kind === 'app-password')
            : []
        }
        onChanged={again}
      />
      <LinkedIdentities />
    </Page>
  )
}

/** Single sign-on led back here without a link to whoever is signed in. */
export function LinkRefusedScreen({ refused }: { readonly refused: string }) {
  const failure = refusalOf(refused)
  return (
    <Page title={strings.identities.refusedTitle} hideTitle>
      <Empty title={strings.identities.refusedTitle}>
        <FormFailure failure={failure} />
        <a className="button" href={addressOf({ page: 'account' })}>
          {strings.identities.back}
        </a>
      </Empty>
    </Page>
  )
}

function ChangeName() {
  const { hub } = useHub()
  const me = useStore(hub.me)
  const [name, setName] = useState(me?.username ?? '')
  const [failure, setFailure] = useState<BatonFailure | null>(null)
  const wanted = name.trim()
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setFailure(null)
    try {
      const { username } = await hub.rename(wanted)
      notify(strings.account.saved(username))
    } catch (error) {
      if (!isFailure(error)) throw error
      setFailure(error)
    }
  }
  return (
    <section className="panel">
      <h2>{strings.account.nameTitle}</h2>
      <form className="form form-plain" onSubmit={(event) => void save(event)}>
        <TextField className="field" value={name} onChange={setName} isRequired maxLength={64}>
          <Label>{strings.account.name}</Label>
          <Input className="input" autoComplete="username" autoCapitalize="none" spellCheck="false" />
          <Text slot="description" className="quiet">
            {strings.account.nameHint}
          </Text>
        </TextField>
        <FormFailure failure={failure} />
        <Button type="submit" className="button" isDisabled={wanted === '' || wanted === me?.username}>
          {strings.account.save}
        </Button>
      </form>
    </section>
  )
}

function Leaving(props: { readonly hasOthers: boolean; readonly onEnded: () => void }) {
  const connected = useHub()
  const [isAsking, setAsking] = useState(false)
  const endOthers = async () => {
    setAsking(false)
    try {
      await connected.hub.account.endOtherSignIns()
    } catch (error) {
      return showFailure(error)
    }
    notify(strings.signIns.othersEnded)
    props.onEnded()
  }
  return (
    <div className="panel-links">
      <Button className="button button-quiet" onPress={() => void connected.signOut().catch(showFailure)}>
        <LogOut aria-hidden /> {strings.settings.signOut}
      </Button>
      {props.hasOthers && (
        <Button className="button button-quiet" onPress={() => setAsking(true)}>
          {strings.signIns.endOthers}
        </Button>
      )}
      <a className="button button-quiet" href={addressOf({ page: 'link', code: '' })}>
        <Tablet aria-hidden /> {strings.link.open}
      </a>
      <Confirmation
        isOpen={isAsking}
        title={strings.signIns.endOthersTitle}
        text={strings.signIns.endOthersText}
        verb={strings.signIns.end}
        onConfirm={() => void endOthers()}
        onClose={() => setAsking(false)}
      />
    </div>
  )
}
