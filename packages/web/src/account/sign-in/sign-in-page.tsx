import { BatonFailure, type Hub, isFailure, type SignInWays } from '@baton/client'
import { ERRORS, type ErrorCode } from '@baton/protocol'
import { useEffect, useState } from 'react'
import { hubPath } from '../../hub/hub-address.ts'
import { keepWayBack } from '../../navigation/way-back.ts'
import { strings } from '../../strings/strings.ts'
import { BarePage } from '../../ui/bare-page.tsx'
import { Button } from '../../ui/button.tsx'
import { FormFailure } from '../../ui/form-failure.tsx'
import { CredentialsForm } from './credentials-form.tsx'

/** The way in: by name and password, and by whatever else this hub offers. */
export function SignInScreen(props: {
  readonly hub: Hub
  /** Somebody was inside, and the hub does not know that sign-in any more. */
  readonly isAgain: boolean
  /** Why single sign-on led back here; empty: it did not. */
  readonly refused: string
  readonly onDone: () => void
}) {
  const { hub, onDone } = props
  const ways = useWays(hub)
  const [failure, setFailure] = useState<BatonFailure | null>(() => refusalOf(props.refused))
  const enterByProxy = async () => {
    setFailure(null)
    try {
      await hub.signInByProxy()
    } catch (error) {
      if (!isFailure(error)) throw error
      return setFailure(error)
    }
    onDone()
  }
  return (
    <BarePage title={strings.signIn.title} lead={props.isAgain ? strings.signIn.again : strings.signIn.lead}>
      {failure && (
        <div className="sign-in-refused">
          <FormFailure failure={failure} />
        </div>
      )}
      <CredentialsForm
        submit={strings.signIn.submit}
        purpose="sign-in"
        send={async (username, password) => {
          setFailure(null)
          await hub.signIn({ username, password })
          onDone()
        }}
      />
      {ways && (ways.oidc || ways.proxy) && (
        <div className="sign-in-ways">
          <p className="sign-in-or quiet">
            <span>{strings.ways.or}</span>
          </p>
          {ways.oidc && (
            <a className="button button-wide" href={hubPath() + ways.oidc.url} onClick={keepWayBack}>
              {strings.ways.oidc(ways.oidc.name)}
            </a>
          )}
          {ways.proxy && (
            <Button className="button button-wide" onPress={() => void enterByProxy()}>
              {strings.ways.proxy}
            </Button>
          )}
        </div>
      )}
      <p className="sign-in-forgotten quiet">{strings.ways.forgotten}</p>
    </BarePage>
  )
}

/** Name and password always do; a hub that does not tell of more offers no more. */
function useWays(hub: Hub): SignInWays | null {
  const [ways, setWays] = useState<SignInWays | null>(null)
  useEffect(() => {
    let isWanted = true
    hub.signInWays().then(
      (offered) => isWanted && setWays(offered),
      (error: unknown) => {
        if (!isFailure(error)) throw error
      },
    )
    return () => {
      isWanted = false
    }
  }, [hub])
  return ways
}

/** The code stands in the address, where anybody may write: only the catalogue's own are told. */
export function refusalOf(code: string): BatonFailure | null {
  if (code === '') return null
  return new BatonFailure(Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : 'auth.sign-in-broken-off')
}
