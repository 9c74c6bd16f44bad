import { type DeviceId, FULL_VOLUME, type PlaybackOnDevice, type SessionView } from '@baton/protocol'
import type { Device } from '../device/device.ts'
import { type DeviceHappened, happenedTo } from '../device/history.ts'
import type { AggregateEvent } from './decision.ts'

/**
 * What the events of one command tell of the devices that sound: that the music came to one, left it, or had to pause
 * there; and each change of what plays on it, with how everything stood behind it. Of a device that was removed in the same
 * command nothing is kept.
 */
export function speakersHistory(
  before: SessionView,
  events: readonly AggregateEvent[],
  { devices, at, causedBy }: { devices: readonly Device[]; at: number; causedBy: string },
): readonly DeviceHappened[] {
  const happened: DeviceHappened[] = []
  let view = before
  let { activeDeviceId } = before
  const add = (id: DeviceId | null, more: { happening: SpeakerHappening } & More) => {
    const { happening, ...detail } = more
    const device = devices.find((one) => one.view.deviceId === id)
    if (!id || !device) return
    const playback = playbackOn(device, view)
    happened.push(happenedTo(id, happening, { at, causedBy, playback, ...detail }))
  }
  for (const event of events) {
    const was = view
    if ('change' in event) view = { ...view, ...event.change }
    const played = PLAYED[event.type]
    const isAsked = event.type !== 'session.paused' || event.reason === 'asked'
    if (played && isAsked && (!ONLY_HEARD.has(played) || view.playState === 'playing')) {
      const { trackId = null, title: trackTitle = null } = view.current ?? {}
      const positionMs = 'change' in event ? (event.change.timeline?.positionMs ?? null) : null
      add(activeDeviceId, { happening: played, trackId, trackTitle, positionMs })
    }
    if (event.type === 'session.volume-changed') add(event.deviceId, { happening: 'turned' })
    if (was.shuffle !== view.shuffle || was.repeatMode !== view.repeatMode)
      add(activeDeviceId, { happening: 'ordered' })
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
  | 'chosen'
  | 'left'
  | 'dropped-out'
  | 'quieted'
  | 'played'
  | 'paused'
  | 'stopped'
  | 'moved-on'
  | 'sought'
  | 'turned'
  | 'ordered'
>

const PLAYED: Partial<Record<AggregateEvent['type'], SpeakerHappening>> = {
  'session.played': 'played',
  'session.paused': 'paused',
  'session.stopped': 'stopped',
  'session.moved-on': 'moved-on',
  'session.seeked': 'sought',
}
/** What comes of it while it is paused nobody hears. */
const ONLY_HEARD: ReadonlySet<SpeakerHappening> = new Set(['moved-on', 'sought'])

type More = Partial<Omit<DeviceHappened, 'happening'>>

function playbackOn({ view: { deviceId, agent } }: Device, view: SessionView): PlaybackOnDevice {
  const { playState, current, shuffle, repeatMode, volumes } = view
  return {
    playState,
    entryId: current?.entryId ?? null,
    ...(volumes[deviceId] ?? FULL_VOLUME),
    shuffle,
    repeatMode,
    reachable: agent?.reachable ?? null,
    mounted: agent?.mounted ?? null,
  }
}

function nameOf(devices: readonly Device[], id: DeviceId): string | null {
  return devices.find(({ view }) => view.deviceId === id)?.view.name ?? null
}
