import type { Command, Receipt } from '@baton/protocol'
import type { DeviceBindings } from '../api/consequences.ts'
import type { Principal } from '../api/principal.ts'

/**
 * A sign-in speaks for the device that it registered, and for none that is gone. Said before the command answers, also
 * when it is a repetition: whoever got no answer asks again, and finds both done.
 */
export async function keepBinding(
  bindings: DeviceBindings,
  principal: Principal,
  command: Command,
  receipt: Receipt,
): Promise<Principal> {
  if (receipt.outcome === 'rejected') return principal
  if (command.type === 'device.remove') await bindings.unbindDevice(principal, command.deviceId)
  if (command.type !== 'device.register') return principal
  const deviceId = receipt.result.deviceId ?? command.deviceId
  return deviceId ? bindings.bindDevice(principal, deviceId) : principal
}
