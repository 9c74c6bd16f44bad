import type { DeviceKind } from '@baton/protocol'

/** How long a silent device counts as there. */
export const PRESENT_FOR_MS: Readonly<Record<DeviceKind, number>> = {
  browser: 60_000,
  program: 60_000,
  agent: 60_000,
  display: 20 * 60_000,
}

/** Contacts are written this much too late, so that they need not be written each time. */
export const CONTACT_WRITE_EVERY_MS = 15_000
