import type { DeviceId } from '@baton/protocol'
import type { CalledAgentRow, Engine, Principal } from '#engine'

/** What pages need to know of agents that the hub calls. */
export interface WatchesAgents {
  find(principal: Principal, deviceId: DeviceId): Promise<CalledAgentRow | null>
  watched(principal: Principal, deviceId: DeviceId, isChosen: boolean): void
}

export interface PageParts {
  readonly engine: Engine
  readonly agents: WatchesAgents
  readonly onFailure: (error: unknown) => void
}
