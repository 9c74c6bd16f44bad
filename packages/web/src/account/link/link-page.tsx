import { type BatonFailure, isFailure, type Link } from '@baton/client'
import { Check, Clock, Tablet, X } from 'lucide-react'
import { type FormEvent, type ReactNode, useCallback, useEffect, useState } from 'react'
import { Input, Label, Text, TextField } from 'react-aria-components/TextField'
import { hubAddress, isOnlyHere, ownAddress } from '../../hub/hub-address.ts'
import { useHub } from '../../hub/use-hub.ts'
import { addressOf } from '../../navigation/places.ts'
import { strings } from '../../strings/strings.ts'
import { Button } from '../../ui/button.tsx'
import { Empty, Waiting } from '../../ui/empty-failed-waiting.tsx'
import { FormFailure } from '../../ui/form-failure.tsx'
import { Page } from '../../ui/page.tsx'
import { QrCode } from '../../ui/qr-code.tsx'
import { placeText } from '../sign-in-text.ts'
import { foldedCode, isWholeCode } from './link-code.ts'

const CLOCK_MS = 5_000
const MINUTE_MS = 60_000
const MAX_TYPED = 20

/** Where somebody stands: typing, looking at what asks, or done. */
type Step =
  | { readonly at: 'typing' | 'looking' | 'expired' }
  | { readonly at: 'asked'; readonly link: Link }
  | { readonly at: 'approved' | 'denied'; readonly name: string }

/** A program without a keyboard shows a code; here somebody types it, sees what asks, and decides. */
export function LinkScreen({ code }: { readonly code: string }) {
  const { account } = useHub().hub
  const [typed, setTyped] = useState(code)
  const [step, setStep] = useState<Step>({ at: isWholeCode(code) ? 'looking' : 'typing' })
  const [failure, setFailure] = useState<BatonFailure | null>(null)

  const look = useCallback(
    async (wanted: string) => {
      setFailure(null)
      setStep({ at: 'looking' })
      try {
        setStep({ at: 'asked', link: await account.link(foldedCode(wanted)) })
      } catch (error) {
        if (!isFailure(error)) throw error
        setFailure(error)
        setStep({ at: 'typing' })
      }
    },
    [account],
  )
  useEffect(() => {
    if (isWholeCode(code)) void look(code)
  }, [code, look])

  const decide = async ({ userCode, name }: Link, verdict: 'approve' | 'deny') => {
    setFailure(null)
    try {
      await account.decideLink(userCode, verdict)
      setStep({ at: verdict === 'approve' ? 'approved' : 'denied', name })
    } catch (error) {
      if (!isFailure(error)) throw error
      if (error.code === 'auth.code-not-found') setStep({ at: 'expired' })
      else setFailure(error)
    }
  }
  const startAgain = () => {
    setTyped('')
    setFailure(null)
    setStep({ at: 'typing' })
  }

  return (
    <Page title={strings.link.title} className="link-page">
      {step.at === 'looking' && <Waiting shape="list" />}
      {step.at === 'typing' && (
        <>
          <TypeCode typed={typed} onTyped={setTyped} failure={failure} onDone={() => void look(typed)} />
          <OnThePhone typed={typed} />
        </>
      )}
      {step.at === 'asked' && (
        <Asked
          link={step.link}
          failure={failure}
          decide={(verdict) => void decide(step.link, verdict)}
          onExpired={() => setStep({ at: 'expired' })}
        />
      )}
      {step.at === 'expired' && (
        <Ended
          icon={Clock}
          title={strings.link.expiredTitle}
          text={strings.link.expired}
          again={startAgain}
        />
      )}
      {step.at === 'denied' && (
        <Ended
          icon={X}
          title={strings.link.deniedTitle}
          text={strings.link.denied(step.name)}
          again={startAgain}
        />
      )}
      {step.at === 'approved' && (
        <Ended
          icon={Check}
          title={strings.link.approvedTitle}
          text={strings.link.approved(step.name)}
          again={startAgain}
        >
          <a className="button button-accent" href={addressOf({ page: 'account' })}>
            {strings.link.toSignIns}
          </a>
        </Ended>
      )}
    </Page>
  )
}

function TypeCode(props: {
  readonly typed: string
  readonly onTyped: (typed: string) => void
  readonly failure: BatonFailure | null
  readonly onDone: () => void
}) {
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (isWholeCode(props.typed)) props.onDone()
  }
  return (
    <section className="panel">
      <p className="quiet">{strings.link.lead}</p>
      <form className="form form-plain" onSubmit={send}>
        <TextField
          className="field"
          value={props.typed}
          onChange={props.onTyped}
          maxLength={MAX_TYPED}
          autoFocus
        >
          <Label>{strings.link.code}</Label>
          <Input
            className="input code-input"
            placeholder="BCDF-GHJK"
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck="false"
            dir="ltr"
          />
          <Text slot="description" className="quiet">
            {strings.link.codeHint}
          </Text>
        </TextField>
        <FormFailure failure={props.failure} />
        <Button type="submit" className="button button-accent" isDisabled={!isWholeCode(props.typed)}>
          {strings.link.look}
        </Button>
      </form>
    </section>
  )
}

function Asked(props: {
  readonly link: Link
  readonly failure: BatonFailure | null
  readonly decide: (verdict: 'approve' | 'deny') => void
  readonly onExpired: () => void
}) {
  const { link, onExpired } = props
  const left = useLeft(link.expiresAt, onExpired)
  return (
    <section className="panel link-asked">
      <Tablet aria-hidden className="link-icon" />
      <h2>{link.kind === 'box' ? strings.boxes.asksTitle(link.name) : strings.link.asksTitle(link.name)}</h2>
      <p>{link.kind === 'box' ? strings.boxes.asksLead : strings.link.asksLead}</p>
      <p className="link-code" dir="ltr">
        {link.userCode}
      </p>
      <p>{strings.link.may}</p>
      <ul className="link-scopes">
        {link.scopes.map((scope) => (
          <li key={scope}>
            <strong>{strings.scopes[scope].name}</strong>
            <span className="quiet">{strings.scopes[scope].text}</span>
          </li>
        ))}
      </ul>
      <p className="quiet">
        {strings.link.from(placeText(link.network))} {strings.link.left(Math.ceil(left / MINUTE_MS))}{' '}
        {strings.link.careful}
      </p>
      <FormFailure failure={props.failure} />
      <div className="link-verbs">
        <Button className="button button-accent" onPress={() => props.decide('approve')}>
          {strings.link.approve}
        </Button>
        <Button className="button" onPress={() => props.decide('deny')}>
          {strings.link.deny}
        </Button>
      </div>
    </section>
  )
}

function useLeft(expiresAt: number, onExpired: () => void): number {
  const { following } = useHub()
  const [left, setLeft] = useState(() => expiresAt - following.serverNow())
  useEffect(() => {
    const timer = setInterval(() => setLeft(expiresAt - following.serverNow()), CLOCK_MS)
    return () => clearInterval(timer)
  }, [expiresAt, following])
  useEffect(() => {
    if (left <= 0) onExpired()
  }, [left, onExpired])
  return Math.max(0, left)
}

function Ended(props: {
  readonly icon: typeof Check
  readonly title: string
  readonly text: string
  readonly again: () => void
  readonly children?: ReactNode
}) {
  return (
    <div role="status">
      <Empty title={props.title} text={props.text} icon={props.icon}>
        {props.children}
        <Button className="button" onPress={props.again}>
          {strings.link.again}
        </Button>
      </Empty>
    </div>
  )
}

/** The same page on a phone, where typing and signing in may be easier than here. */
function OnThePhone({ typed }: { readonly typed: string }) {
  const origin = hubAddress(`${ownAddress()}/`)
  if (origin === null || isOnlyHere(origin)) return null
  const code = isWholeCode(typed) ? foldedCode(typed) : ''
  const address = `${ownAddress()}/${addressOf({ page: 'link', code })}`
  return (
    <section className="panel">
      <h2>{strings.link.phoneTitle}</h2>
      <div className="invitation">
        <QrCode text={address} label={strings.link.picture(address)} />
        <p className="invitation-text">{strings.link.phoneText}</p>
      </div>
    </section>
  )
}
