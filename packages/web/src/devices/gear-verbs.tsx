import type { DeviceView } from '@baton/protocol'
import { Pencil, Trash2, Users } from 'lucide-react'
import { useState } from 'react'
import { Switch } from 'react-aria-components/Switch'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { Confirmation } from '../ui/confirmation.tsx'

/** Whether a device or a box may play at all. */
export function MayPlaySwitch(props: {
  readonly device: Pick<DeviceView, 'name' | 'enabled'>
  readonly onChange: (enabled: boolean) => void
}) {
  const { device, onChange } = props
  return (
    <Switch
      className="switch"
      aria-label={strings.devicePage.enabled(device.name)}
      isSelected={device.enabled}
      onChange={onChange}
    >
      <span className="switch-track" aria-hidden="true" />
      <span aria-hidden="true">{strings.devicePage.mayPlay}</span>
    </Switch>
  )
}

export function RenameButton(props: { readonly name: string; readonly onPress: () => void }) {
  return (
    <Button className="icon-button" aria-label={strings.devices.rename(props.name)} onPress={props.onPress}>
      <Pencil aria-hidden />
    </Button>
  )
}

/** Asks once more; `text` says what is lost. */
export function RemoveButton(props: {
  readonly name: string
  readonly text: string
  readonly onRemove: () => void
}) {
  const { name, text, onRemove } = props
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Button
        className="icon-button"
        aria-label={strings.devicePage.removeOf(name)}
        onPress={() => setAsking(true)}
      >
        <Trash2 aria-hidden />
      </Button>
      <Confirmation
        isOpen={isAsking}
        title={strings.devicePage.removeTitle(name)}
        text={text}
        verb={strings.devicePage.remove}
        onConfirm={() => {
          setAsking(false)
          onRemove()
        }}
        onClose={() => setAsking(false)}
      />
    </>
  )
}

/** Opens and closes who may play on a device or a box. */
export function SharingButton(props: {
  readonly name: string
  readonly isOpen: boolean
  readonly onPress: () => void
}) {
  return (
    <Button
      className="icon-button"
      aria-label={strings.sharing.open(props.name)}
      aria-expanded={props.isOpen}
      onPress={props.onPress}
    >
      <Users aria-hidden />
    </Button>
  )
}
