import type { BoxView } from '@baton/protocol'
import { Box } from 'lucide-react'
import { useState } from 'react'
import { shownBox } from '../boxes/shown-box.ts'
import { useBoxes, useMayChangeBoxes } from '../boxes/use-boxes.ts'
import { showFailure } from '../hub/ask.ts'
import { useHub, useIsOwner } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { notify } from '../ui/notices.ts'
import { Select } from '../ui/select.tsx'
import { deviceCondition } from './device-condition.ts'
import { DeviceSharing } from './device-sharing.tsx'
import { MayPlaySwitch, RemoveButton, RenameButton, SharingButton } from './gear-verbs.tsx'
import { RenameForm } from './rename-form.tsx'

const VOLUMES = [100, 80, 60, 40, 20]

/** The boxes of the household and what can be done to them. Nothing where there are none. */
export function BoxesPanel() {
  const boxes = useBoxes()
  if (boxes.length === 0) return null
  return (
    <section className="panel">
      <h2>{strings.boxes.title}</h2>
      <p className="quiet">{strings.boxes.lead}</p>
      <ul className="gear-list">
        {boxes.map((box) => (
          <BoxRow key={box.sessionId} box={box} />
        ))}
      </ul>
    </section>
  )
}

function BoxRow({ box }: { readonly box: BoxView }) {
  const { hub, box: shown } = useHub()
  const mayChange = useMayChangeBoxes()
  const [isRenaming, setRenaming] = useState(false)
  const [isSharingOpen, setSharingOpen] = useState(false)
  const isOwner = useIsOwner()
  const { device, sessionId } = box
  const remove = async () => {
    try {
      if (shown?.sessionId === sessionId) shownBox.set(null)
      await hub.boxes.remove(sessionId)
      notify(strings.boxes.removed(device.name))
    } catch (error) {
      showFailure(error)
    }
  }
  return (
    <li className="gear" data-away={!device.online || undefined}>
      <Box aria-hidden className="gear-icon" />
      <div className="gear-text">
        {isRenaming ? (
          <RenameForm device={device} onDone={() => setRenaming(false)} />
        ) : (
          <h3 className="gear-name">{device.name}</h3>
        )}
        <p className="gear-doing">{deviceCondition(device, { isActive: false, isPlaying: false }).text}</p>
        <p className="gear-facts quiet">
          <span>{strings.devicePage.health[device.health]}</span>
        </p>
        <div className="box-verbs">
          <Button className="button" onPress={() => shownBox.set(sessionId)}>
            {strings.boxes.control(device.name)}
          </Button>
          <LoudestVolume box={box} />
        </div>
      </div>
      {mayChange && (
        <div className="gear-verbs">
          <MayPlaySwitch
            device={device}
            onChange={(enabled) => void hub.boxes.change(sessionId, { enabled }).catch(showFailure)}
          />
          {isOwner && (
            <SharingButton
              name={device.name}
              isOpen={isSharingOpen}
              onPress={() => setSharingOpen(!isSharingOpen)}
            />
          )}
          <RenameButton name={device.name} onPress={() => setRenaming(!isRenaming)} />
          <RemoveButton name={device.name} text={strings.boxes.removeText} onRemove={() => void remove()} />
        </div>
      )}
      {isSharingOpen && <DeviceSharing device={device} isBox />}
    </li>
  )
}

/** Owners say how loud a box may get. */
function LoudestVolume({ box: { sessionId, device, maxVolume } }: { readonly box: BoxView }) {
  const { hub } = useHub()
  const isOwner = useIsOwner()
  if (!isOwner) return null
  const steps = maxVolume === null || VOLUMES.includes(maxVolume) ? VOLUMES : [maxVolume, ...VOLUMES]
  const change = (value: string) =>
    hub.boxes.change(sessionId, { maxVolume: value === '' ? null : Number(value) }).catch(showFailure)
  return (
    <Select
      label={strings.boxes.loudest(device.name)}
      value={maxVolume === null ? '' : String(maxVolume)}
      options={[
        ['', strings.boxes.unlimited],
        ...steps
          .toSorted((a, b) => b - a)
          .map((volume) => [String(volume), strings.boxes.upTo(volume)] as const),
      ]}
      onChange={(value) => void change(value)}
    />
  )
}
