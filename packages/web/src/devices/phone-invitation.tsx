import { useState } from 'react'
import { Input, Label, Text, TextField } from 'react-aria-components/TextField'
import { hubAddress, isOnlyHere } from '../hub/hub-address.ts'
import { words } from '../strings/strings.ts'
import { QrPicture } from '../ui/qr-code.tsx'

/** How another device comes to this hub. The picture holds the hub's address and nothing else: the phone signs in itself. */
export function PhoneInvitation() {
  const [text, setText] = useState(location.origin)
  const address = hubAddress(text)
  const onlyHere = address === null || isOnlyHere(address)
  return (
    <div className="invitation">
      {address !== null && !isOnlyHere(address) && (
        <QrPicture text={address} label={words.phone.picture(address)} />
      )}
      <div className="invitation-text">
        <p>{onlyHere ? words.phone.onlyHere : words.phone.text}</p>
        <TextField className="field" value={text} onChange={setText} isInvalid={address === null}>
          <Label>{words.phone.address}</Label>
          <Input className="input" inputMode="url" autoCapitalize="none" spellCheck="false" dir="ltr" />
          <Text slot="description" className="quiet">
            {address === null ? words.phone.wrongAddress : words.phone.addressHint}
          </Text>
        </TextField>
      </div>
    </div>
  )
}
