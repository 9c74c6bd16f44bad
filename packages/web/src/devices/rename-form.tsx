import type { DeviceView } from '@baton/protocol'
import { MAX_NAME_LENGTH } from '@baton/protocol'
import { type FormEvent, useState } from 'react'
import { Input, Label, TextField } from 'react-aria-components/TextField'
import { showFailure, useAsk } from '../hub/ask.ts'
import { useHub } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'

export function RenameForm(props: {
  readonly device: Pick<DeviceView, 'deviceId' | 'name'>
  /** As a step on a longer way it goes on with this verb, and there is nothing to cancel. */
  readonly verb?: string
  readonly onDone: () => void
}) {
  const connected = useHub()
  const ask = useAsk()
  const [name, setName] = useState(props.device.name)
  const isOwn = props.device.deviceId === connected.deviceId

  const save = async (event: FormEvent) => {
    event.preventDefault()
    const wanted = name.trim()
    if (wanted === '') return
    if (wanted === props.device.name) return props.onDone()
    if (isOwn) {
      try {
        await connected.rename(wanted)
      } catch (error) {
        return showFailure(error)
      }
    } else if (!(await ask({ type: 'device.update', deviceId: props.device.deviceId, name: wanted }))) return
    props.onDone()
  }

  return (
    <form className="rename" onSubmit={(event) => void save(event)}>
      <TextField className="field" value={name} onChange={setName} maxLength={MAX_NAME_LENGTH} autoFocus>
        <Label className="visually-hidden">{strings.devices.name}</Label>
        <Input className="input" />
      </TextField>
      <Button type="submit" className="button button-accent" isDisabled={name.trim() === ''}>
        {props.verb ?? strings.devices.save}
      </Button>
      {!props.verb && (
        <Button className="button" onPress={props.onDone}>
          {strings.common.cancel}
        </Button>
      )}
    </form>
  )
}
