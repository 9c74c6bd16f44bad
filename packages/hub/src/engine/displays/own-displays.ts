import { BatonError, type DeviceId, type DeviceView, type DisplayView } from '@baton/protocol'
import type { Principal } from '../api/principal.ts'
import type { DisplayEngine } from './display-engine.ts'

export type ShownDisplay = DeviceView & { readonly display: DisplayView }

/** The displays of this user. What others at home let everybody play on is among the devices, and no display of theirs. */
export async function ownDisplays(
  engine: Pick<DisplayEngine, 'devices'>,
  owner: Principal,
): Promise<readonly ShownDisplay[]> {
  const devices = await engine.devices(owner)
  return devices.filter(
    (device): device is ShownDisplay => !!device.display && device.ownerId === owner.userId,
  )
}

/** One of them, to do something with it: whoever may do that need not be allowed to read the others. */
export async function ownDisplay(
  engine: Pick<DisplayEngine, 'devices'>,
  owner: Principal,
  playerKey: DeviceId,
): Promise<ShownDisplay> {
  const own = await ownDisplays(engine, { ...owner, scopes: null })
  const display = own.find(({ deviceId }) => deviceId === playerKey)
  if (!display) throw new BatonError('device.not-found')
  return display
}
