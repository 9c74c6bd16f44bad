import { Input, Label, Text, TextField } from 'react-aria-components/TextField'
import { hubAddress } from '../hub/hub-address.ts'
import { strings } from '../strings/strings.ts'

/** The hub's address as another device reaches it: the page's own may be good here only. */
export function AddressField(props: { readonly text: string; readonly onChange: (text: string) => void }) {
  const isWrong = hubAddress(props.text) === null
  return (
    <TextField className="field" value={props.text} onChange={props.onChange} isInvalid={isWrong}>
      <Label>{strings.phone.address}</Label>
      <Input className="input" inputMode="url" autoCapitalize="none" spellCheck="false" dir="ltr" />
      <Text slot="description" className="quiet">
        {isWrong ? strings.phone.wrongAddress : strings.phone.addressHint}
      </Text>
    </TextField>
  )
}
