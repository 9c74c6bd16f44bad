import type { DeviceView } from '@baton/protocol'
import { useState } from 'react'
import { useAsk } from '../hub/ask.ts'
import { useFollowed } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { Select } from '../ui/select.tsx'
import { limitsLabel, quietText } from './quiet-text.ts'
import { SpanEditor } from './span-editor.tsx'
import { SpanList } from './span-list.tsx'
import { useMayChangeDevices, useQuietHours } from './use-quiet-hours.ts'

const VOLUMES = [10, 20, 30, 40, 50, 60, 70, 80, 90]

/** How loud a device may get, always and at certain hours. */
export function DeviceLimits({ device }: { readonly device: DeviceView }) {
  const mayChange = useMayChangeDevices()
  return (
    <section className="gear-limits" aria-label={limitsLabel(device)}>
      {device.capabilities.sound && <Loudest device={device} mayChange={mayChange} />}
      <h4>{strings.quietHours.title}</h4>
      {device.display && <p className="quiet">{strings.quietHours.ofDisplay}</p>}
      <Present device={device} mayChange={mayChange} />
      <Hours device={device} mayChange={mayChange} />
    </section>
  )
}

interface Part {
  readonly device: DeviceView
  readonly mayChange: boolean
}

function Loudest({ device, mayChange }: Part) {
  const ask = useAsk()
  const { deviceId, name } = device
  const maxVolume = device.maxVolume ?? null
  if (!mayChange) {
    return (
      <p>
        {strings.quietHours.loudest}{' '}
        {maxVolume === null ? strings.quietHours.anyVolume : strings.quietHours.upTo(maxVolume)}
      </p>
    )
  }
  const volumes = [...new Set([...VOLUMES, ...(maxVolume === null ? [] : [maxVolume])])].sort((a, b) => a - b)
  return (
    <div className="form-line">
      <span aria-hidden="true">{strings.quietHours.loudest}</span>
      <Select
        label={strings.quietHours.loudestOf(name)}
        value={String(maxVolume ?? '')}
        options={[
          ['', strings.quietHours.anyVolume],
          ...volumes.map((volume) => [String(volume), strings.quietHours.upTo(volume)] as const),
        ]}
        onChange={(chosen) =>
          void ask({ type: 'device.update', deviceId, maxVolume: chosen === '' ? null : Number(chosen) })
        }
      />
    </div>
  )
}

/** What holds now, and the way to lift it. */
function Present({ device, mayChange }: Part) {
  const { lift } = useQuietHours(device)
  const text = quietText(device)
  if (text === null) return null
  const isLifted = device.quiet?.holds === false
  return (
    <div className="form-line">
      <span role="status">{text}</span>
      {mayChange && (
        <Button className="button" onPress={() => void lift(true)}>
          {isLifted ? strings.quietHours.liftAgain : strings.quietHours.lift}
        </Button>
      )}
      {mayChange && isLifted && (
        <Button className="button" onPress={() => void lift(false)}>
          {strings.quietHours.resume}
        </Button>
      )}
    </div>
  )
}

function Hours({ device, mayChange }: Part) {
  const household = useFollowed((state) => state.quietHours)
  const { set } = useQuietHours(device)
  const [isEditing, setEditing] = useState(false)
  const own = device.quietHours ?? null
  const spans = own ?? household?.spans ?? []
  if (isEditing) return <SpanEditor spans={spans} onSave={set} onDone={() => setEditing(false)} />
  return (
    <>
      <SpanList spans={spans} />
      <div className="form-line">
        {mayChange ? (
          <>
            <Select
              label={strings.quietHours.whose}
              value={own === null ? 'household' : 'own'}
              options={[
                ['household', strings.quietHours.ofHousehold],
                ['own', strings.quietHours.own],
              ]}
              onChange={(whose) => (whose === 'own' ? setEditing(true) : void set(null))}
            />
            {own !== null && (
              <Button className="button" onPress={() => setEditing(true)}>
                {strings.quietHours.change}
              </Button>
            )}
          </>
        ) : (
          <span className="quiet">
            {own === null ? strings.quietHours.ofHousehold : strings.quietHours.own}
          </span>
        )}
      </div>
    </>
  )
}
