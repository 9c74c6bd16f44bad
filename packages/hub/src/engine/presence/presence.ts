import { BoundedMap, type DeviceId, type DeviceKind } from '@baton/protocol'
import { CONTACT_WRITE_EVERY_MS, type Device, PRESENT_FOR_MS } from '#domain'
import type { Principal } from '../api/principal.ts'
import type { Clock, HubClock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'
import { contactWrites } from './contact-writes.ts'

const FLUSH_EVERY_MS = 1_000
const MAX_REMEMBERED = 100_000
/** Silent for this long, a device may have been judged gone: its next contact says that it is back. */
const MAY_BE_GONE_AFTER_MS = 20_000
/**
 * The store is not asked about a device that it does not have again before. A registration meanwhile is written for
 * longer ahead, so that what is answered until then renews no more than all workers know of.
 */
const UNKNOWN_FOR_MS = 5_000

/** Who was heard of, and when. Memory knows it exactly; the store gets a deadline at most every 15 s per device. */
export interface Presence {
  heard(principal: Principal): void
  /**
   * As `heard`, and resolves once every worker counts with it: from then on its answer may renew the right to sound.
   * Rejects with `store.unavailable` where it could not be written. Rule P30 in docs/protocol/speaker.md.
   */
  contact(principal: Principal): Promise<void>
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
  /** A device that says that it beats was heard of. */
  readonly onBeat: (principal: Principal, deviceId: DeviceId) => void
  readonly onFailure: (error: unknown) => void
}

interface Heard {
  readonly at: number
  /** When it was given to be written last, whatever came of that. */
  readonly givenAt: number
  /**
   * A contact until then needs no writing: the store takes the device to have been heard of as late as that, or will
   * once it is registered.
   */
  savedUntil: number
  /** Learnt when a decision first loads the device; until then the shortest threshold holds. */
  kind: DeviceKind | null
  beats: boolean
}

const NOT_HEARD_YET = {
  givenAt: Number.NEGATIVE_INFINITY,
  savedUntil: Number.NEGATIVE_INFINITY,
  kind: null,
  beats: false,
} as const

type Speaking = Pick<Principal, 'householdId'> & { readonly deviceId: DeviceId }

export function presence({
  store,
  timers,
  clock,
  soleWorker,
  onBack,
  onBeat,
  onFailure,
}: PresenceParts): Presence {
  const judgedSince = clock.now()
  const heardAt = new BoundedMap<DeviceId, Heard>({ most: MAX_REMEMBERED })
  const writes = contactWrites(store)
  let pending = new Map<DeviceId, Speaking>()
  let cancelFlush: (() => void) | null = null

  function note(principal: Principal, deviceId: DeviceId): Heard {
    const at = clock.now()
    const last = heardAt.get(deviceId)
    if (!last || at - last.at > MAY_BE_GONE_AFTER_MS) onBack(principal, deviceId)
    const now: Heard = { ...(last ?? NOT_HEARD_YET), at }
    heardAt.set(deviceId, now)
    if (now.beats) onBeat(principal, deviceId)
    return now
  }

  async function save({ householdId, deviceId }: Speaking): Promise<void> {
    const last = heardAt.get(deviceId)
    if (!last) return
    const { at, kind } = last
    heardAt.set(deviceId, { ...last, givenAt: at })
    const presentUntil = at + PRESENT_FOR_MS[kind ?? 'browser'] + CONTACT_WRITE_EVERY_MS
    const savedUntil = await writes.save({ householdId, deviceId, at, presentUntil })
    const now = heardAt.get(deviceId)
    if (now) now.savedUntil = Math.max(now.savedUntil, savedUntil ?? at + UNKNOWN_FOR_MS)
  }

  function heard(principal: Principal): void {
    const { householdId, deviceId } = principal
    if (deviceId === null) return
    const { at, givenAt } = note(principal, deviceId)
    if (at - givenAt < CONTACT_WRITE_EVERY_MS) return
    pending.set(deviceId, { householdId, deviceId })
    cancelFlush ??= timers.after(FLUSH_EVERY_MS, flush)
  }

  async function contact(principal: Principal): Promise<void> {
    const { householdId, deviceId } = principal
    // Nobody else decides by what the only worker has not written: its memory is the truth.
    if (soleWorker || deviceId === null) return heard(principal)
    const { at, savedUntil } = note(principal, deviceId)
    if (at > savedUntil) await save({ householdId, deviceId })
  }

  function flush(): void {
    cancelFlush = null
    const batch = [...pending.values()]
    pending = new Map()
    for (const one of batch) save(one).catch(onFailure)
  }

  function known(device: Device): Device {
    const remembered = heardAt.get(device.view.deviceId)
    if (!remembered) return { ...device, judgedSince }
    remembered.kind ??= device.view.kind
    remembered.beats = device.view.capabilities.beats === true
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
    contact,
    known,
    lastHeard(deviceId, stored) {
      const exact = heardAt.get(deviceId)?.at
      return exact === undefined ? stored : soleWorker ? exact : Math.max(exact, stored)
    },
    async stop() {
      cancelFlush?.()
      flush()
      await writes.over()
      heardAt.clear()
    },
  }
}
