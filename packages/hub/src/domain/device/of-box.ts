import type { BoxEvent, DeviceCommand, SessionView } from '@baton/protocol'
import type { Published } from '../family.ts'
import type { Session } from '../session/session.ts'
import type { Device } from './device.ts'

type Register = Extract<DeviceCommand, { readonly type: 'device.register' }>

/** A box's device is the household's business: its people are told of it among the boxes. */
export function toldOfBox(
  published: readonly Published[],
  { sessionId, maxVolume = null }: SessionView,
): readonly Published[] {
  return published.flatMap((one) => {
    const device = 'device' in one.event ? one.event.device : null
    const event: BoxEvent = device
      ? { type: 'box.changed', box: { sessionId, device, maxVolume } }
      : { type: 'box.removed', sessionId }
    return [one, { ...one, room: 'boxes', audience: 'household', event }]
  })
}

/** A box has one device, whatever program registers with its sign-in: nothing else may ever hold the sound of its session. */
export function registeredAs(
  { deviceId }: Register,
  devices: readonly Device[],
  session: Session | null,
): Register['deviceId'] {
  const [only] = session?.view.ofBox ? devices : []
  const isKnown = devices.some(({ view }) => view.deviceId === deviceId)
  return only && !isKnown ? only.view.deviceId : deviceId
}
