import type { DeviceView } from '@baton/protocol'
import { ArrowRight, Check, LoaderCircle, Pencil, TriangleAlert, X } from 'lucide-react'
import { useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { Dialog, Heading } from 'react-aria-components/Dialog'
import { Modal, ModalOverlay } from 'react-aria-components/Modal'
import { deviceCondition, deviceIcon } from '../../devices/device-condition.ts'
import { RenameForm } from '../../devices/rename-form.tsx'
import { useFollowed, useHub, useStore } from '../../hub/use-hub.ts'
import { deviceChoice } from '../../navigation/open-panels.ts'
import { strings } from '../../strings/strings.ts'
import { BoxChoice } from './box-choice.tsx'
import { forgetHandOver, handOverTo, latestHandOver } from './hand-over.ts'
import { type HandOver, handOverProgress } from './hand-over-progress.ts'

export function DevicePicker() {
  const isOpen = useStore(deviceChoice)
  return (
    <ModalOverlay
      className="overlay"
      isDismissable
      isOpen={isOpen}
      onOpenChange={(open) => {
        deviceChoice.set(open)
        if (!open) forgetHandOver()
      }}
    >
      <Modal className="sheet">
        <Dialog className="dialog">
          <div className="dialog-head">
            <Heading slot="title">{strings.devices.title}</Heading>
            <Button slot="close" className="icon-button" aria-label={strings.common.close}>
              <X aria-hidden />
            </Button>
          </div>
          <MoveState />
          <DeviceList />
          <BoxChoice />
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

/** What becomes of the move that was asked for, in words that are read out too. */
function MoveState() {
  const connected = useHub()
  const move = useStore(latestHandOver)
  const session = useFollowed((state) => state.session)
  const view = move && handOverProgress(move, session)
  const Icon = view?.phase === 'failed' ? TriangleAlert : view?.phase === 'done' ? Check : LoaderCircle
  const again = ({ toDeviceId, toName }: HandOver, options: Parameters<typeof handOverTo>[2]) =>
    handOverTo(connected, { deviceId: toDeviceId, name: toName }, options)
  return (
    <div className="move-state" role="status">
      {move && view && (
        <p data-phase={view.phase}>
          <Icon aria-hidden className={view.phase === 'asking' || view.phase === 'moving' ? 'turning' : ''} />
          <span>{view.text}</span>
          {view.mayForce && (
            <Button className="button" onPress={() => void again(move, { now: true })}>
              {strings.handOver.moveNow}
            </Button>
          )}
          {view.mayTakeOver && (
            <Button className="button" onPress={() => void again(move, { takeOver: true })}>
              {strings.sharing.takeOver}
            </Button>
          )}
        </p>
      )}
    </div>
  )
}

function DeviceList() {
  const { deviceId } = useHub()
  const devices = useFollowed((state) => state.devices)
  if (!devices || devices.length === 0) return <p className="quiet">{strings.devices.none}</p>
  const speakers = devices.filter((device) => device.capabilities.sound)
  const ordered = [...speakers].sort((a, b) => rank(a, deviceId) - rank(b, deviceId))
  return (
    <ul className="devices">
      {ordered.map((device) => (
        <DeviceRow key={device.deviceId} device={device} isOwn={device.deviceId === deviceId} />
      ))}
    </ul>
  )
}

function rank(device: DeviceView, own: string): number {
  return device.deviceId === own ? 0 : device.online ? 1 : 2
}

function DeviceRow({ device, isOwn }: { readonly device: DeviceView; readonly isOwn: boolean }) {
  const connected = useHub()
  const isActive = useFollowed((state) => state.session?.activeDeviceId === device.deviceId)
  const isPlaying = useFollowed((state) => state.session?.playState === 'playing')
  const userId = useFollowed((state) => state.session?.userId)
  const me = useStore(connected.hub.me)
  const [isRenaming, setRenaming] = useState(false)
  const Icon = deviceIcon(device)
  const { text, mayBeChosen } = deviceCondition(device, { isActive, isPlaying, userId })
  if (isRenaming) {
    return (
      <li className="device">
        <RenameForm device={device} onDone={() => setRenaming(false)} />
      </li>
    )
  }
  const verb = isOwn ? strings.devices.playHere : strings.devices.playOn(device.name)
  return (
    <li className="device" data-active={isActive || undefined} data-away={!device.online || undefined}>
      <Button
        className="device-main"
        isDisabled={!mayBeChosen || isActive}
        onPress={() => void handOverTo(connected, device)}
      >
        <Icon aria-hidden className="device-icon" />
        {!isActive && <span className="visually-hidden">{verb}: </span>}
        <span className="row-text">
          <span className="row-title">{device.name}</span>
          <span className="row-sub">{isOwn ? `${strings.devices.here} · ${text}` : text}</span>
        </span>
        {!isActive && mayBeChosen && <ArrowRight aria-hidden className="device-go" />}
      </Button>
      {device.ownerId === me?.userId && (
        <Button
          className="icon-button"
          aria-label={strings.devices.rename(device.name)}
          onPress={() => setRenaming(true)}
        >
          <Pencil aria-hidden />
        </Button>
      )}
    </li>
  )
}
