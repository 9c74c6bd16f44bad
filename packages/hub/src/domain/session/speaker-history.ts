import type { DeviceId, SessionView } from '@baton/protocol'
import type { Device } from '../device/device.ts'
import { type DeviceHappened, happenedTo } from '../device/history.ts'
import type { AggregateEvent } from './decision.ts'

/**
 * What the events of one command tell of the devices that sound: that the music came to one, left it, or had to pause
 * there. Of a device that was removed in the same command nothing is kept.
 */
export function speakersHistory(
  before: SessionView,
  events: readonly AggregateEvent[],
  { devices, at, causedBy }: { devices: readonly Device[]; at: number; causedBy: string },
): readonly DeviceHappened[] {
  const happened: DeviceHappened[] = []
  let activeDeviceId = before.activeDeviceId
  const add = (
    id: DeviceId | null,
    more: { happening: 'chosen' | 'left' | 'dropped-out' | 'quieted' } & More,
  ) => {
    const { happening, ...detail } = more
    if (id && nameOf(devices, id) !== null)
      happened.push(happenedTo(id, happening, { at, causedBy, ...detail }))
  }
  for (const event of events) {
    if (event.type === 'session.paused' && event.reason === 'quiet-hours') {
      const { trackId = null, title: trackTitle = null } = before.current ?? {}
      add(activeDeviceId, { happening: 'quieted', trackId, trackTitle })
    } else if (event.type === 'session.paused' && event.reason !== 'asked') {
      const { trackId = null, title: trackTitle = null } = before.current ?? {}
      const positionMs = event.change.timeline?.positionMs ?? null
      add(activeDeviceId, { happening: 'dropped-out', reason: event.reason, trackId, trackTitle, positionMs })
    }
    if (event.type !== 'session.speaker-changed') continue
    const { reason, fromDeviceId } = event
    const toDeviceId = event.change.activeDeviceId ?? null
    const other = (id: DeviceId | null) => ({
      otherDeviceId: id,
      otherDeviceName: id && nameOf(devices, id),
    })
    add(fromDeviceId, { happening: 'left', reason, ...other(toDeviceId) })
    add(toDeviceId, { happening: 'chosen', reason, ...other(fromDeviceId) })
    activeDeviceId = toDeviceId
  }
  return happened
}

type More = Partial<Omit<DeviceHappened, 'happening'>>

function nameOf(devices: readonly Device[], id: DeviceId): string | null {
  return devices.find(({ view }) => view.deviceId === id)?.view.name ?? null
}
