import { isFailure, type SignIn } from '@baton/client'
import {
  AppWindow,
  Globe,
  KeyRound,
  LogOut,
  type LucideIcon,
  RectangleEllipsis,
  Tablet,
  Trash2,
} from 'lucide-react'
import { useState } from 'react'
import { showFailure } from '../hub/ask.ts'
import { useHub } from '../hub/use-hub.ts'
import { agoText } from '../strings/ago-text.ts'
import { strings } from '../strings/strings.ts'
import { dayText } from '../strings/time-text.ts'
import { Button } from '../ui/button.tsx'
import { Confirmation } from '../ui/confirmation.tsx'
import { notify } from '../ui/notices.ts'
import { placeText, signInTitle } from './sign-in-text.ts'

const ICONS: Readonly<Record<SignIn['kind'], LucideIcon>> = {
  browser: Globe,
  program: AppWindow,
  'app-password': RectangleEllipsis,
  key: KeyRound,
  linked: Tablet,
}

/** Each with what it is, when it was used and from where, and a way to end it after a question. */
export function SignInList(props: {
  readonly label: string
  readonly signIns: readonly SignIn[]
  readonly end: (signInId: string) => Promise<void>
  readonly onEnded: () => void
}) {
  const [leaving, setLeaving] = useState<SignIn | null>(null)
  const title = leaving ? signInTitle(leaving) : ''
  const isKey = leaving?.kind === 'key' || leaving?.kind === 'app-password'
  const end = async ({ signInId }: SignIn) => {
    setLeaving(null)
    try {
      await props.end(signInId)
      notify(isKey ? strings.accessKeys.revoked(title) : strings.signIns.ended(title))
    } catch (error) {
      showFailure(error)
      // It has ended meanwhile: the list is older than that.
      if (!isFailure(error, 'auth.sign-in-not-found')) return
    }
    props.onEnded()
  }
  return (
    <>
      <ul className="sign-ins" aria-label={props.label}>
        {props.signIns.map((signIn) => (
          <Row key={signIn.signInId} signIn={signIn} onEnd={() => setLeaving(signIn)} />
        ))}
      </ul>
      <Confirmation
        isOpen={leaving !== null}
        title={isKey ? strings.accessKeys.revokeTitle(title) : strings.signIns.endTitle(title)}
        text={isKey ? strings.accessKeys.revokeText : strings.signIns.endText}
        verb={isKey ? strings.accessKeys.revokeVerb : strings.signIns.end}
        onConfirm={() => leaving && void end(leaving)}
        onClose={() => setLeaving(null)}
      />
    </>
  )
}

function Row({ signIn, onEnd }: { readonly signIn: SignIn; readonly onEnd: () => void }) {
  const { following } = useHub()
  const Icon = ICONS[signIn.kind]
  const title = signInTitle(signIn)
  const isKey = signIn.kind === 'key' || signIn.kind === 'app-password'
  const kind = strings.signIns.kinds[signIn.kind]
  const facts = [
    kind !== title && kind,
    strings.signIns.used(agoText(signIn.lastUsedAt, following.serverNow())),
    !isKey && placeText(signIn.network),
    isKey && (signIn.expiresAt ? strings.signIns.until(dayText(signIn.expiresAt)) : strings.signIns.forever),
  ]
  return (
    <li className="sign-in">
      <Icon aria-hidden />
      <span className="sign-in-text">
        <strong>
          {title}
          {signIn.current && <span className="badge">{strings.signIns.current}</span>}
        </strong>
        <span className="quiet">{facts.filter(Boolean).join(' · ')}</span>
        {signIn.scopes && (
          <span className="quiet">{signIn.scopes.map((scope) => strings.scopes[scope].name).join(', ')}</span>
        )}
      </span>
      {!signIn.current && (
        <Button
          className="icon-button"
          aria-label={isKey ? strings.accessKeys.revoke(title) : strings.signIns.endOf(title)}
          onPress={onEnd}
        >
          {isKey ? <Trash2 aria-hidden /> : <LogOut aria-hidden />}
        </Button>
      )}
    </li>
  )
}
