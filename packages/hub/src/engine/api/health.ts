import type { HealthHistory, SystemHealth } from '@baton/protocol'
import type { Principal } from './principal.ts'

/** How the hub is, for doors. docs/protocol/health.md */
export interface HealthReadings {
  /** As it is now: whatever can be looked at in a moment is looked at. Also while the store is away. */
  present(principal: Principal): Promise<SystemHealth>
  /** The transitions of the last hours. Throws `store.unavailable` without the store. */
  history(principal: Principal, hours: number): Promise<HealthHistory>
}
