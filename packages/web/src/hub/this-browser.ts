import type { DeviceId } from '@baton/protocol'

/** Who this browser is to the hub. It stays the same until somebody clears the site's storage. */
export interface Identity {
  /** As the hub gave it; null until the first registration. */
  readonly deviceId: DeviceId | null
  /** What the owner called it here; null until then. */
  readonly name: string | null
}

const ID_KEY = 'baton.device-id'
const NAME_KEY = 'baton.device-name'

export function readIdentity(storage: Storage | null): Identity {
  try {
    const deviceId = (storage?.getItem(ID_KEY) ?? null) as DeviceId | null
    return { deviceId, name: storage?.getItem(NAME_KEY) ?? null }
  } catch {
    return { deviceId: null, name: null }
  }
}

export function rememberDevice(storage: Storage | null, deviceId: DeviceId): void {
  keep(storage, ID_KEY, deviceId)
}

export function rememberName(storage: Storage | null, name: string): void {
  keep(storage, NAME_KEY, name)
}

/** Asking for it throws where the browser forbids it. */
export function pageStorage(): Storage | null {
  try {
    return window.localStorage
  } catch {
    return null
  }
}

function keep(storage: Storage | null, key: string, value: string): void {
  try {
    storage?.setItem(key, value)
  } catch {
    // A browser that keeps nothing is a new device at each visit.
  }
}
