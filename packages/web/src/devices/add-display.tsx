import { type BatonFailure, isFailure } from '@baton/client'
import { MAX_NAME_LENGTH } from '@baton/protocol'
import { type FormEvent, useState } from 'react'
import { Input, Label, Text, TextField } from 'react-aria-components/TextField'
import { hubAddress, isOnlyHere, ownAddress } from '../hub/hub-address.ts'
import { useHub } from '../hub/use-hub.ts'
import { addressOf } from '../navigation/places.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { FormFailure } from '../ui/form-failure.tsx'
import { notify } from '../ui/notices.ts'
import { QrCode } from '../ui/qr-code.tsx'

const CODE_LENGTH = 6
/** With the spaces and dashes that somebody may put between. */
const MAX_TYPED = 20

/** A display becomes one's own by the code that it shows. A picture on the display may bring the code along. */
export function AddDisplay(props: { readonly code: string; readonly onAdded: () => void }) {
  const { hub } = useHub()
  const [code, setCode] = useState(props.code)
  const [name, setName] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<BatonFailure | null>(null)
  const isWhole = code.replace(/[\s-]/g, '').length === CODE_LENGTH && name.trim() !== ''

  const register = async (event: FormEvent) => {
    event.preventDefault()
    setFailure(null)
    setBusy(true)
    try {
      const added = await hub.displays.register(code, name.trim())
      notify(strings.displays.added(added.name))
      props.onAdded()
    } catch (error) {
      if (!isFailure(error)) throw error
      setFailure(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form className="form form-plain" onSubmit={(event) => void register(event)}>
      <p>{strings.displays.lead}</p>
      <TextField
        className="field display-code"
        value={code}
        onChange={setCode}
        maxLength={MAX_TYPED}
        autoFocus
      >
        <Label>{strings.displays.code}</Label>
        <Input className="input" autoComplete="off" autoCapitalize="characters" spellCheck={false} />
      </TextField>
      <TextField className="field" value={name} onChange={setName} maxLength={MAX_NAME_LENGTH}>
        <Label>{strings.displays.name}</Label>
        <Input className="input" autoComplete="off" />
        <Text slot="description" className="quiet">
          {strings.displays.nameHint}
        </Text>
      </TextField>
      <FormFailure failure={failure} />
      <Button type="submit" className="button button-accent" isDisabled={!isWhole || isBusy}>
        {strings.displays.register}
      </Button>
      <OnPhone />
    </form>
  )
}

/** The page that is a display, and the way to this very form for a phone. Where the address is of this machine alone there is none. */
function OnPhone() {
  const address = hubAddress(ownAddress())
  if (address === null || isOnlyHere(address)) return null
  const hub = address.replace(/\/$/, '')
  const here = `${hub}/${addressOf({ page: 'devices', display: '' })}`
  return (
    <>
      <p className="quiet">{strings.displays.onTablet(`${hub}/display`)}</p>
      <div className="invitation">
        <QrCode text={here} label={strings.displays.onPhonePicture(here)} />
        <p className="invitation-text quiet">{strings.displays.onPhone}</p>
      </div>
    </>
  )
}
