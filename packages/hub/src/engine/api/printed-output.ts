import type { Printed } from '@baton/protocol'
import type { Principal } from './principal.ts'

/** What the players of devices print, for whoever looks at them. Nothing of it is kept: rule AG75 in docs/protocol/agent.md. */
export interface PrintedOutput {
  /** The device itself says so. Throws `device.not-registered`. */
  printed(principal: Principal, output: Printed): void
}
