import { useState } from 'react'
import { hubAddress, isOnlyHere, ownAddress } from '../hub/hub-address.ts'
import { strings } from '../strings/strings.ts'
import { QrCode } from '../ui/qr-code.tsx'
import { AddressField } from './address-field.tsx'

/** How another device comes to this hub. The picture holds the hub's address and nothing else: the phone signs in itself. */
export function PhoneInvitation() {
  const [text, setText] = useState(ownAddress)
  const address = hubAddress(text)
  const onlyHere = address === null || isOnlyHere(address)
  return (
    <div className="invitation">
      {address !== null && !isOnlyHere(address) && (
        <QrCode text={address} label={strings.phone.picture(address)} />
      )}
      <div className="invitation-text">
        <p>{onlyHere ? strings.phone.onlyHere : strings.phone.text}</p>
        <AddressField text={text} onChange={setText} />
      </div>
    </div>
  )
}
