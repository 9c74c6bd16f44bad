import { agentDoor } from '@baton/hub/doors/agent'
import { BatonError } from '@baton/protocol'

/** The routes of called agents, of a hub that may call nobody. */
export function agentsWithoutCalls() {
  return agentDoor({
    add: async () => {
      throw new BatonError('device.agent-address')
    },
    find: async () => null,
    report: async () => false,
  })
}
