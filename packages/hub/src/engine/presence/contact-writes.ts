import type { DeviceId, HouseholdId } from '@baton/protocol'
import type { Contact, Store } from '../ports/store.ts'

/** Writes contacts, one write of a household after the other: what comes while one runs goes together with the next. */
export interface ContactWrites {
  /** Until when the store counts with the device, or null where there is no such device. Rejects where it is not written. */
  save(contact: Contact): Promise<number | null>
  /** Resolves when nothing is being written any more. */
  over(): Promise<void>
}

type Saved = ReadonlyMap<DeviceId, number>

interface Lane {
  waiting: Map<DeviceId, Contact>
  running: Promise<unknown>
  next: Promise<Saved> | null
}

export function contactWrites({ noteContacts }: Pick<Store, 'noteContacts'>): ContactWrites {
  const lanes = new Map<HouseholdId, Lane>()

  async function write(householdId: HouseholdId, lane: Lane): Promise<Saved> {
    const contacts = [...lane.waiting.values()]
    lane.waiting = new Map()
    lane.next = null
    try {
      return await noteContacts(contacts)
    } finally {
      if (lane.next === null) lanes.delete(householdId)
    }
  }

  function saveSoon(householdId: HouseholdId, lane: Lane): Promise<Saved> {
    const next = lane.running.then(() => write(householdId, lane))
    lane.running = next.catch(() => {})
    return next
  }

  return {
    async save(contact) {
      const { householdId, deviceId } = contact
      const lane = lanes.get(householdId) ?? { waiting: new Map(), running: Promise.resolve(), next: null }
      lanes.set(householdId, lane)
      lane.waiting.set(deviceId, contact)
      lane.next ??= saveSoon(householdId, lane)
      return (await lane.next).get(deviceId) ?? null
    },
    async over() {
      await Promise.all(Array.from(lanes.values(), ({ running }) => running))
    },
  }
}
