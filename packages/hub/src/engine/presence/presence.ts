import { BoundedMap, type DeviceId, type DeviceKind, turns } from '@baton/protocol'
import { CONTACT_WRITE_EVERY_MS, type Device, PRESENT_FOR_MS } from '#domain'
import type { Principal } from '../api/principal.ts'
import type { Clock, HubClock } from '../ports/clock.ts'
import type { Contact, Store } from '../ports/store.ts'

const FLUSH_EVERY_MS = 1_000
/** A store that is so far behind gets no more: the next contact of each device is written again in time. */
const MAX_FLUSHES = 60
const MAX_REMEMBERED = 100_000
/** Silent for this long, a device may have been judged gone: its next contact says that it is back. */
const MAY_BE_GONE_AFTER_MS = 20_000

/** Who was heard of, and when. Memory knows it exactly; the store gets a deadline at most every 15 s per device. */
export interface Presence {
  heard(principal: Principal): void
  /** The device with the deadline that this worker knows of. */
  known(device: Device): Device
  /** When it was last heard of, at the latest; `stored` is what the store knows of it. */
  lastHeard(deviceId: DeviceId, stored: number): number
  stop(): Promise<void>
}

export interface PresenceParts {
  readonly store: Store
  readonly timers: Clock
  readonly clock: HubClock
  /** The only worker: what it remembers is exact, and the store's deadline only an upper bound. */
  readonly soleWorker: boolean
  /** A device that may have been judged gone was heard of. */
  readonly onBack: (principal: Principal, deviceId: DeviceId) => void
  readonly onFailure: (error: unknown) => void
}

interface Heard {
  readonly at: number
  readonly writtenAt: number
  /** Learnt when a decision first loads the device; until then the shortest threshold holds. */
  kind: DeviceKind | null
}

interface Pending {
  readonly householdId: Principal['householdId']
  readonly at: number
}

export function presence({ store, timers, clock, soleWorker, onBack, onFailure }: PresenceParts): Presence {
  const judgedSince = clock.now()
  const heardAt = new BoundedMap<DeviceId, Heard>({ most: MAX_REMEMBERED })
  let pending = new Map<DeviceId, Pending>()
  let cancelFlush: (() => void) | null = null
  const flushes = turns({ mostWaiting: MAX_FLUSHES })

  function heard(principal: Principal): void {
    const { deviceId } = principal
    if (deviceId === null) return
    const at = clock.now()
    const last = heardAt.get(deviceId)
    if (!last || at - last.at > MAY_BE_GONE_AFTER_MS) onBack(principal, deviceId)
    const writtenAt = last && at - last.writtenAt < CONTACT_WRITE_EVERY_MS ? last.writtenAt : at
    heardAt.set(deviceId, { at, writtenAt, kind: last?.kind ?? null })
    if (writtenAt !== at) return
    pending.set(deviceId, { householdId: principal.householdId, at })
    cancelFlush ??= timers.after(FLUSH_EVERY_MS, flush)
  }

  function flush(): void {
    cancelFlush = null
    const batch = [...pending].map(([deviceId, { householdId, at }]): Contact => {
      const presentFor = PRESENT_FOR_MS[heardAt.get(deviceId)?.kind ?? 'browser']
      return { householdId, deviceId, at, presentUntil: at + presentFor + CONTACT_WRITE_EVERY_MS }
    })
    pending = new Map()
    if (batch.length === 0) return
    flushes.take(() => store.noteContacts(batch)).catch(onFailure)
  }

  function known(device: Device): Device {
    const remembered = heardAt.get(device.view.deviceId)
    if (!remembered) return { ...device, judgedSince }
    remembered.kind ??= device.view.kind
    const exact = remembered.at + PRESENT_FOR_MS[device.view.kind]
    const presentUntil = soleWorker ? exact : Math.max(exact, device.presentUntil)
    return {
      ...device,
      presentUntil,
      heardAt: soleWorker ? remembered.at : Math.max(remembered.at, device.heardAt),
    }
  }

  return {
    heard,
    known,
    lastHeard(deviceId, stored) {
      const exact = heardAt.get(deviceId)?.at
      return exact === undefined ? stored : soleWorker ? exact : Math.max(exact, stored)
    },
    async stop() {
      cancelFlush?.()
      flush()
      await flushes.over()
      heardAt.clear()
    },
  }
}
