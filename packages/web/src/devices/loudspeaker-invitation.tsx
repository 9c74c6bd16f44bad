import { installLine } from '@baton/protocol'
import { useState } from 'react'
import { hubAddress, isOnlyHere, ownAddress } from '../hub/hub-address.ts'
import { useHub } from '../hub/use-hub.ts'
import { useRead } from '../hub/use-read.ts'
import { strings } from '../strings/strings.ts'
import { CopyText } from '../ui/copy-text.tsx'
import { Failed, Waiting } from '../ui/empty-failed-waiting.tsx'
import { AddressField } from './address-field.tsx'

/** How a machine with a sound card becomes a loudspeaker: one line for its terminal, and the code that it shows then. */
export function LoudspeakerInvitation({ kind }: { readonly kind: 'loudspeaker' | 'box' }) {
  const { hub } = useHub()
  const installer = useRead('agent-installer', () => hub.agentInstaller())
  const [text, setText] = useState(ownAddress)
  const address = hubAddress(text)
  if (installer.phase === 'loading') return <Waiting shape="list" />
  if (installer.phase === 'failed') return <Failed failure={installer.failure} again={installer.again} />
  return (
    <div className="invitation-text">
      <p>{kind === 'box' ? strings.boxes.invitation : strings.loudspeaker.text}</p>
      {address !== null && isOnlyHere(address) && <p role="status">{strings.loudspeaker.onlyHere}</p>}
      <AddressField text={text} onChange={setText} />
      {address !== null && (
        <CopyText
          label={strings.loudspeaker.line}
          text={installLine(address, installer.value.installerSha256, kind)}
        />
      )}
      <p className="quiet">{strings.loudspeaker.needs}</p>
    </div>
  )
}
