import { type HealthHistory, type SystemHealth, systemHealthEndpoints } from '@baton/protocol'
import type { Calls } from './calls.ts'

/** How the hub is. What turns is followed with the room `health`. */
export interface Health {
  /** Looked at now. */
  present(): Promise<SystemHealth>
  /** When which part turned, in the last hours; for an owner. */
  history(hours: number): Promise<HealthHistory>
}

export function health({ read }: Calls): Health {
  return {
    present: () => read(systemHealthEndpoints.present),
    history: (hours) => read(systemHealthEndpoints.history, { query: { hours } }),
  }
}
