import type { Capabilities, DeviceId, Rejection } from '@baton/protocol'
import type { Person } from './consequences.ts'

/** What the hub's own work tells the house of agents that it calls. Nobody else can say it. */
export interface CalledDevices {
  /** One more, of this person. Whoever calls this has looked whether the address may be called. Null: it is there now. */
  addAgent(
    owner: Person,
    agent: {
      readonly deviceId: DeviceId
      readonly name: string
      readonly baseUrl: string
      readonly address: string
    },
  ): Promise<Rejection | null>

  /**
   * What calling it showed. Where it cannot be reached any more, music that plays on it pauses where it was heard last.
   * Said again it costs a look, and makes no event.
   */
  noteAgent(
    owner: Person,
    deviceId: DeviceId,
    shown: {
      readonly reachable?: boolean
      readonly mounted?: boolean
      readonly capabilities?: Partial<Capabilities>
    },
  ): Promise<void>
}
