import type { DeviceId, DeviceView, DropOut, SessionView } from '@baton/protocol'
import { VolumeOff, X } from 'lucide-react'
import { useAsk } from '../../hub/ask.ts'
import { useFollowed, useHub } from '../../hub/use-hub.ts'
import { deviceChoice } from '../../navigation/open-panels.ts'
import { strings } from '../../strings/strings.ts'
import { Button } from '../../ui/button.tsx'

/** It only was not heard in time, or is another's now. */
const THERE_ALL_ALONG: ReadonlySet<DropOut> = new Set([
  'speaker-silent',
  'speaker-taken',
  'speaker-withdrawn',
])

/** The speaker that dropped out, while it is gone and the music waits for it; else null. */
export function useFailover(): NonNullable<SessionView['failover']> | null {
  return useFollowed(({ session, devices }) => {
    const failover = session?.playState === 'paused' ? session.failover : null
    const former = devices?.find(({ deviceId }) => deviceId === failover?.fromDeviceId)
    const isBack = former?.health === 'ready' && failover && !THERE_ALL_ALONG.has(failover.reason)
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
  const goOn = async (deviceId: DeviceId, takeOver = false) => {
    if (await ask({ type: 'session.choose-speaker', deviceId, ...(takeOver && { takeOver }) }))
      await ask({ type: 'session.play' })
  }
  const isTaken = failover.reason === 'speaker-taken'
  return (
    <div className="strip" role="status">
      <VolumeOff aria-hidden />
      <p>
        <strong>{titleOf(failover, former)}</strong>
        <span>
          {isTaken
            ? strings.sharing.waits
            : target === null
              ? strings.failover.nobody
              : movesByItself
                ? strings.failover.movesSoon(target.name)
                : strings.failover.waits}
        </span>
      </p>
      {isTaken && (
        <Button className="button" onPress={() => void goOn(failover.fromDeviceId, true)}>
          {strings.sharing.takeBack}
        </Button>
      )}
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

function titleOf({ reason, takenBy }: FailoverBannerProps['failover'], former: string): string {
  if (reason === 'speaker-taken') return strings.sharing.taken(former, takenBy?.name ?? '')
  return reason === 'speaker-withdrawn' ? strings.sharing.withdrawn(former) : strings.failover.title(former)
}

function deviceIn(devices: readonly DeviceView[] | null, id: DeviceId | null): DeviceView | undefined {
  return devices?.find(({ deviceId }) => deviceId === id)
}
