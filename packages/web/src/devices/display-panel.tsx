import { type BatonFailure, isFailure } from '@baton/client'
import type { DeviceView, DisplayCommand, DisplayView } from '@baton/protocol'
import { KeyRound, Pause, Play, SkipBack, SkipForward } from 'lucide-react'
import { useState } from 'react'
import { Switch } from 'react-aria-components/Switch'
import { useHub } from '../hub/use-hub.ts'
import { strings } from '../strings/strings.ts'
import { Button } from '../ui/button.tsx'
import { Confirmation } from '../ui/confirmation.tsx'
import { ShownOnce } from '../ui/copy-text.tsx'
import { FormFailure } from '../ui/form-failure.tsx'
import { Select } from '../ui/select.tsx'

const ROTATIONS = [0, 90, 180, 270] as const
const BRIGHTNESSES = [100, 80, 60, 40, 20, 10, 5, 0]

/** What a display can be told to do, by what it says that it can, and its token. */
export function DisplayPanel({
  device,
  display,
}: {
  readonly device: DeviceView
  readonly display: DisplayView
}) {
  const { hub } = useHub()
  const [failure, setFailure] = useState<BatonFailure | null>(null)
  const [isBusy, setBusy] = useState(false)
  const tell = async (command: DisplayCommand) => {
    setFailure(null)
    setBusy(true)
    try {
      await hub.displays.tell(device.deviceId, command)
    } catch (error) {
      if (!isFailure(error)) throw error
      setFailure(error)
    } finally {
      setBusy(false)
    }
  }
  const why = !device.online
    ? strings.displays.away
    : display.commands.length === 0
      ? strings.displays.cannot
      : null
  return (
    <div className="display-panel">
      {why === null ? (
        <DisplayControls display={display} isBusy={isBusy} tell={(command) => void tell(command)} />
      ) : (
        <p className="quiet">{why}</p>
      )}
      <FormFailure failure={failure} />
      <DisplayToken device={device} />
    </div>
  )
}

function DisplayControls(props: {
  readonly display: DisplayView
  readonly isBusy: boolean
  readonly tell: (command: DisplayCommand) => void
}) {
  const { display, isBusy, tell } = props
  const can = (command: DisplayCommand['command']) => display.commands.includes(command)
  const brightness = display.brightness
  const steps =
    brightness === null || BRIGHTNESSES.includes(brightness) ? BRIGHTNESSES : [brightness, ...BRIGHTNESSES]
  return (
    <div className="display-controls">
      {can('swap_back') && (
        <Button
          className="icon-button"
          aria-label={strings.displays.back}
          isDisabled={isBusy}
          onPress={() => tell({ command: 'swap_back' })}
        >
          <SkipBack aria-hidden />
        </Button>
      )}
      {can('set_paused') && (
        <Button
          className="icon-button"
          aria-label={display.paused ? strings.displays.goOn : strings.displays.pause}
          isDisabled={isBusy}
          onPress={() => tell({ command: 'set_paused', paused: !display.paused })}
        >
          {display.paused ? <Play aria-hidden /> : <Pause aria-hidden />}
        </Button>
      )}
      {can('swap_next') && (
        <Button
          className="icon-button"
          aria-label={strings.displays.next}
          isDisabled={isBusy}
          onPress={() => tell({ command: 'swap_next' })}
        >
          <SkipForward aria-hidden />
        </Button>
      )}
      {can('set_brightness') && (
        <Labelled text={strings.displays.brightness}>
          <Select
            label={strings.displays.brightness}
            value={brightness === null ? '' : String(brightness)}
            options={[
              ...(brightness === null ? [['', '–'] as const] : []),
              ...steps
                .toSorted((a, b) => b - a)
                .map((step) => [String(step), strings.displays.percent(step)] as const),
            ]}
            onChange={(value) =>
              value !== '' && tell({ command: 'set_brightness', brightness: Number(value) })
            }
          />
        </Labelled>
      )}
      {can('set_rotation') && (
        <Labelled text={strings.displays.rotation}>
          <Select
            label={strings.displays.rotation}
            value={String(display.rotation ?? 0)}
            options={ROTATIONS.map((angle) => [String(angle), strings.displays.degrees(angle)] as const)}
            onChange={(value) => {
              const rotation = ROTATIONS.find((angle) => String(angle) === value)
              if (rotation !== undefined) tell({ command: 'set_rotation', rotation })
            }}
          />
        </Labelled>
      )}
      {can('play_channel') && display.channels?.includes('playing') && (
        <Switch
          className="switch"
          isSelected={display.channel === 'playing'}
          isDisabled={isBusy}
          onChange={(isWanted) => tell({ command: 'play_channel', channel: isWanted ? 'playing' : 'all' })}
        >
          <span className="switch-track" aria-hidden="true" />
          <span>{strings.displays.playing}</span>
        </Switch>
      )}
      {can('set_mirror') && (
        <Switch
          className="switch"
          isSelected={display.mirror === true}
          isDisabled={isBusy}
          onChange={(mirror) => tell({ command: 'set_mirror', mirror })}
        >
          <span className="switch-track" aria-hidden="true" />
          <span>{strings.displays.mirror}</span>
        </Switch>
      )}
    </div>
  )
}

function Labelled({ text, children }: { readonly text: string; readonly children: React.ReactNode }) {
  return (
    <span className="display-choice">
      <span aria-hidden="true">{text}</span>
      {children}
    </span>
  )
}

function DisplayToken({ device }: { readonly device: DeviceView }) {
  const { hub } = useHub()
  const [isAsking, setAsking] = useState(false)
  const [made, setMade] = useState<string | null>(null)
  const [failure, setFailure] = useState<BatonFailure | null>(null)
  const rotate = async () => {
    setAsking(false)
    setFailure(null)
    try {
      setMade(await hub.displays.rotate(device.deviceId))
    } catch (error) {
      if (!isFailure(error)) throw error
      setFailure(error)
    }
  }
  if (made !== null) {
    return (
      <ShownOnce
        title={strings.displays.tokenMade(device.name)}
        text={strings.displays.tokenMadeText}
        secret={made}
      >
        <Button className="button" onPress={() => setMade(null)}>
          {strings.displays.tokenDone}
        </Button>
      </ShownOnce>
    )
  }
  return (
    <>
      <Button className="button button-small" onPress={() => setAsking(true)}>
        <KeyRound aria-hidden /> {strings.displays.token}
      </Button>
      {failure !== null && <FormFailure failure={failure} />}
      <Confirmation
        isOpen={isAsking}
        title={strings.displays.tokenTitle(device.name)}
        text={strings.displays.tokenText}
        verb={strings.displays.tokenVerb}
        onConfirm={() => void rotate()}
        onClose={() => setAsking(false)}
      />
    </>
  )
}
