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
import { useHouse } from '../hub/use-hub.ts'
import { agoText } from '../strings/ago-text.ts'
import { words } from '../strings/strings.ts'
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
      notify(isKey ? words.accessKeys.revoked(title) : words.signIns.ended(title))
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
        title={isKey ? words.accessKeys.revokeTitle(title) : words.signIns.endTitle(title)}
        text={isKey ? words.accessKeys.revokeText : words.signIns.endText}
        verb={isKey ? words.accessKeys.revokeVerb : words.signIns.end}
        onConfirm={() => leaving && void end(leaving)}
        onClose={() => setLeaving(null)}
      />
    </>
  )
}

function Row({ signIn, onEnd }: { readonly signIn: SignIn; readonly onEnd: () => void }) {
  const { following } = useHouse()
  const Icon = ICONS[signIn.kind]
  const title = signInTitle(signIn)
  const isKey = signIn.kind === 'key' || signIn.kind === 'app-password'
  const kind = words.signIns.kinds[signIn.kind]
  const facts = [
    kind !== title && kind,
    words.signIns.used(agoText(signIn.lastUsedAt, following.serverNow())),
    !isKey && placeText(signIn.network),
    isKey && (signIn.expiresAt ? words.signIns.until(dayText(signIn.expiresAt)) : words.signIns.forever),
  ]
  return (
    <li className="sign-in">
      <Icon aria-hidden />
      <span className="sign-in-text">
        <strong>
          {title}
          {signIn.current && <span className="badge">{words.signIns.current}</span>}
        </strong>
        <span className="quiet">{facts.filter(Boolean).join(' · ')}</span>
        {signIn.scopes && (
          <span className="quiet">{signIn.scopes.map((scope) => words.scopes[scope].name).join(', ')}</span>
        )}
      </span>
      {!signIn.current && (
        <Button
          className="icon-button"
          aria-label={isKey ? words.accessKeys.revoke(title) : words.signIns.endOf(title)}
          onPress={onEnd}
        >
          {isKey ? <Trash2 aria-hidden /> : <LogOut aria-hidden />}
        </Button>
      )}
    </li>
  )
}
