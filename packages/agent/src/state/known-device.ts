import type { DeviceId } from '@baton/protocol'
import type { StateFolder } from './state-folder.ts'

/** Which device this loudspeaker is at its hub: let in anew, it is the same one. */
export interface KnownDevice {
  read(): DeviceId | null
  write(deviceId: DeviceId): void
}

const FILE = 'device.json'

export function knownDevice(folder: StateFolder, hub: string): KnownDevice {
  return {
    read() {
      try {
        const kept = JSON.parse(folder.read(FILE) ?? '{}')
        return kept.hub === hub && typeof kept.deviceId === 'string' ? kept.deviceId : null
      } catch {
        return null
      }
    },
    write: (deviceId) => folder.write(FILE, `${JSON.stringify({ hub, deviceId })}\n`, 'lasting'),
  }
}
