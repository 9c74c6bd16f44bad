import type { Identity } from '@baton/client'
import { useState } from 'react'
import { showFailure } from '../hub/ask.ts'
import { useHub } from '../hub/use-hub.ts'
import { useRead } from '../hub/use-read.ts'
import { keepWayBack } from '../navigation/way-back.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { Confirmation } from '../ui/confirmation.tsx'
import { notify } from '../ui/notices.ts'

/** Single sign-on for oneself; where the hub offers none and knows of none there is nothing to show. */
export function LinkedIdentities() {
  const { hub } = useHub()
  const [version, setVersion] = useState(0)
  const [leaving, setLeaving] = useState<Identity | null>(null)
  const ways = useRead('sign-in ways', () => hub.signInWays())
  const known = useRead(`identities ${version}`, () => hub.account.identities())
  if (ways.phase !== 'ready' || known.phase !== 'ready') return null
  const { oidc } = ways.value
  if (!oidc && known.value.length === 0) return null

  const link = async () => {
    try {
      const url = await hub.account.linkIdentity()
      keepWayBack()
      location.assign(url)
    } catch (error) {
      showFailure(error)
    }
  }
  const unlink = async ({ issuer }: Identity) => {
    setLeaving(null)
    try {
      await hub.account.unlinkIdentity(issuer)
    } catch (error) {
      return showFailure(error)
    }
    notify(strings.identities.unlinked(siteOf(issuer)))
    setVersion((before) => before + 1)
  }
  return (
    <section className="panel">
      <h2>{strings.identities.title}</h2>
      {oidc && <p className="quiet">{strings.identities.lead(oidc.name)}</p>}
      {known.value.map((identity) => (
        <div key={identity.issuer} className="panel-line">
          <p>{strings.identities.linked(siteOf(identity.issuer))}</p>
          <Button className="button" onPress={() => setLeaving(identity)}>
            {strings.identities.unlink}
          </Button>
        </div>
      ))}
      {oidc && known.value.length === 0 && (
        <Button className="button" onPress={() => void link()}>
          {strings.identities.link(oidc.name)}
        </Button>
      )}
      <Confirmation
        isOpen={leaving !== null}
        title={strings.identities.unlinkTitle(siteOf(leaving?.issuer ?? ''))}
        text={strings.identities.unlinkText}
        verb={strings.identities.unlink}
        onConfirm={() => leaving && void unlink(leaving)}
        onClose={() => setLeaving(null)}
      />
    </section>
  )
}

function siteOf(issuer: string): string {
  return URL.canParse(issuer) ? new URL(issuer).host : issuer
}
