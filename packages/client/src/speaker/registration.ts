import type { DeviceId, DeviceView } from '@baton/protocol'
import { isFailure } from '../hub/failure.ts'
import type { Hub } from '../hub/hub.ts'

export interface RegistrationOptions {
  readonly hub: Hub
  readonly deviceId: DeviceId
  readonly unlocked: () => boolean
  readonly devices: () => readonly DeviceView[] | null
  /** False: the hub knows no such device, and did not take it back. */
  readonly known: (isKnown: boolean) => void
}

/** Keeps the hub aware of this device, and asks to be taken back, under its name, where the hub has forgotten it. */
export interface Registration extends Disposable {
  /** At once, instead of with the next heartbeat. */
  check(): void
}

const HEARTBEAT_MS = 10_000

export function keepRegistered({
  hub,
  deviceId,
  unlocked,
  devices,
  known,
}: RegistrationOptions): Registration {
  let cancel = () => {}
  let closed = false
  let asking = false
  let name: string | undefined

  async function ask(): Promise<void> {
    if (asking) return
    asking = true
    name = devices()?.find((device) => device.deviceId === deviceId)?.name ?? name
    try {
      await hub.heartbeat({ unlocked: unlocked() }).catch(async (error: unknown) => {
        if (!isFailure(error, ...FORGOTTEN)) throw error
        if (!closed) await hub.registerAgain(name)
      })
      if (!closed) known(true)
    } catch (error) {
      if (!isFailure(error)) throw error
      if (!closed && isFailure(error, ...FORGOTTEN, 'device.limit')) known(false)
    } finally {
      asking = false
    }
  }

  function beat(): void {
    cancel()
    cancel = hub.clock.after(HEARTBEAT_MS, beat)
    void ask()
  }

  beat()
  return {
    check: beat,
    [Symbol.dispose]: () => {
      closed = true
      cancel()
    },
  }
}

const FORGOTTEN = ['device.not-registered', 'device.not-found'] as const
