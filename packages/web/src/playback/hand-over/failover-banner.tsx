import type { DeviceId, DeviceView, SessionView } from '@baton/protocol'
import { VolumeOff, X } from 'lucide-react'
import { useAsk } from '../../hub/ask.ts'
import { useFollowed, useHub } from '../../hub/use-hub.ts'
import { deviceChoice } from '../../navigation/open-panels.ts'
import { strings } from '../../strings/strings.ts'
import { Button } from '../../ui/button.tsx'

/** The speaker that dropped out, while it is gone and the music waits for it; else null. */
export function useFailover(): NonNullable<SessionView['failover']> | null {
  return useFollowed(({ session, devices }) => {
    const failover = session?.playState === 'paused' ? session.failover : null
    const former = devices?.find(({ deviceId }) => deviceId === failover?.fromDeviceId)
    // One that only was not heard in time is there all along.
    const isBack = former?.health === 'ready' && failover?.reason !== 'speaker-silent'
    return failover && !isBack ? failover : null
  })
}

interface FailoverBannerProps {
  readonly failover: NonNullable<SessionView['failover']>
  readonly onClose: () => void
}

/** On every screen: where the music could go on whose speaker dropped out. One tap, and it does. */
export function FailoverBanner({ failover, onClose }: FailoverBannerProps) {
  const { deviceId: own } = useHub()
  const ask = useAsk()
  const former = useFollowed(({ devices, session }) => {
    const name = deviceIn(devices, failover.fromDeviceId)?.name
    return name ?? session?.lastPlayed?.deviceName ?? strings.failover.someDevice
  })
  const target = useFollowed(({ devices }) => {
    const device = deviceIn(devices, failover.toDeviceId)
    return device?.health === 'ready' ? device : null
  })
  const movesByItself = failover.movesAt !== null && target !== null
  const goOn = async (deviceId: DeviceId) => {
    if (await ask({ type: 'session.choose-speaker', deviceId })) await ask({ type: 'session.play' })
  }
  return (
    <div className="strip" role="status">
      <VolumeOff aria-hidden />
      <p>
        <strong>{strings.failover.title(former)}</strong>
        <span>
          {target === null
            ? strings.failover.nobody
            : movesByItself
              ? strings.failover.movesSoon(target.name)
              : strings.failover.waits}
        </span>
      </p>
      {target === null ? (
        <Button className="button" onPress={() => deviceChoice.set(true)}>
          {strings.devices.choose}
        </Button>
      ) : movesByItself ? (
        <Button className="button" onPress={() => void ask({ type: 'session.pause' })}>
          {strings.failover.stay}
        </Button>
      ) : (
        <Button className="button button-accent" onPress={() => void goOn(target.deviceId)}>
          {target.deviceId === own ? strings.failover.goOnHere : strings.failover.goOn(target.name)}
        </Button>
      )}
      <Button className="icon-button" aria-label={strings.failover.close} onPress={onClose}>
        <X aria-hidden />
      </Button>
    </div>
  )
}

function deviceIn(devices: readonly DeviceView[] | null, id: DeviceId | null): DeviceView | undefined {
  return devices?.find(({ deviceId }) => deviceId === id)
}
