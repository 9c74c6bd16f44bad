import type { DeviceId, SessionView } from '@baton/protocol'
import type { Device } from '../device/device.ts'
import { type DeviceHappened, happenedTo } from '../device/history.ts'
import type { AggregateEvent } from './decision.ts'

/**
 * What the events of one command tell of the devices that sound: that the music came to one, left it, or had to pause
 * there; and each change of what plays on it. Where only its place or its volume changes nothing is told. Of a device that
 * was removed in the same command nothing is kept.
 */
export function speakersHistory(
  before: SessionView,
  events: readonly AggregateEvent[],
  { devices, at, causedBy }: { devices: readonly Device[]; at: number; causedBy: string },
): readonly DeviceHappened[] {
  const happened: DeviceHappened[] = []
  let { activeDeviceId, current, playState } = before
  const add = (id: DeviceId | null, more: { happening: SpeakerHappening } & More) => {
    const { happening, ...detail } = more
    if (id && nameOf(devices, id) !== null)
      happened.push(happenedTo(id, happening, { at, causedBy, ...detail }))
  }
  for (const event of events) {
    if ('change' in event) {
      if (event.change.current !== undefined) current = event.change.current
      playState = event.change.playState ?? playState
    }
    const played = PLAYED[event.type]
    const isAsked = event.type !== 'session.paused' || event.reason === 'asked'
    if (played && isAsked && (played !== 'moved-on' || playState === 'playing')) {
      const { trackId = null, title: trackTitle = null } = current ?? {}
      const positionMs = 'change' in event ? (event.change.timeline?.positionMs ?? null) : null
      add(activeDeviceId, { happening: played, trackId, trackTitle, positionMs })
    }
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

type SpeakerHappening = Extract<
  DeviceHappened['happening'],
  'chosen' | 'left' | 'dropped-out' | 'quieted' | 'played' | 'paused' | 'stopped' | 'moved-on'
>

const PLAYED: Partial<Record<AggregateEvent['type'], SpeakerHappening>> = {
  'session.played': 'played',
  'session.paused': 'paused',
  'session.stopped': 'stopped',
  'session.moved-on': 'moved-on',
}

type More = Partial<Omit<DeviceHappened, 'happening'>>

function nameOf(devices: readonly Device[], id: DeviceId): string | null {
  return devices.find(({ view }) => view.deviceId === id)?.view.name ?? null
}
