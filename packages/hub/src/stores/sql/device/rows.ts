import type { UserId } from '@baton/protocol'
import { CALLED_AGENTS, DEVICES, type Device, NAMES, SHARED_DEVICES } from '#domain'
import { ask } from '../runtime/script.ts'
import type { Rows } from '../transaction/rows.ts'
import {
  askAgentAddresses,
  askDevices,
  askName,
  askSharedDevices,
  removeDevice,
  saveDevice,
} from './device-rows.ts'

/** All devices of a user are read together; those are written that a decision made other ones of. */
export function deviceRows(): Rows<UserId, readonly Device[], null> {
  return {
    kind: DEVICES,
    *load(householdId, userId) {
      const [state] = yield* ask(askDevices(householdId, userId))
      return { state, kept: null }
    },
    save(householdId, { before, after }) {
      const stays = new Set(after.map(({ view }) => view.deviceId))
      const gone = before.filter(({ view }) => !stays.has(view.deviceId))
      const changed = after.filter((device) => !before.includes(device))
      return {
        statements: [
          ...changed.map((device) => saveDevice(householdId, device)),
          ...gone.map(({ view }) => removeDevice(householdId, view.deviceId)),
        ],
        kept: null,
      }
    },
  }
}

/** They are only read: each is saved among its owner's. */
export function sharedDeviceRows(): Rows<UserId, readonly Device[], null> {
  return {
    kind: SHARED_DEVICES,
    *load(householdId, userId) {
      const [state] = yield* ask(askSharedDevices(householdId, userId))
      return { state, kept: null }
    },
  }
}

/** Whose speaker a device is, is told by name. */
export function nameRows(): Rows<UserId, string | null, null> {
  return {
    kind: NAMES,
    *load(householdId, userId) {
      const [state] = yield* ask(askName(householdId, userId))
      return { state, kept: null }
    },
  }
}

/** What is read to add one: the household's lock keeps two who add the same at once apart. */
export function calledAgentRows(): Rows<null, readonly string[], null> {
  return {
    kind: CALLED_AGENTS,
    *load(householdId) {
      const [state] = yield* ask(askAgentAddresses(householdId))
      return { state, kept: null }
    },
  }
}
