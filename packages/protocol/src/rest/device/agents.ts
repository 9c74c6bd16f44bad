import { z } from 'zod'
import { Health } from '../../device/device.ts'
import { DeviceId } from '../../values/ids.ts'
import { DisplayName } from '../../values/text.ts'
import { Instant } from '../../values/timeline.ts'
import { contract } from '../contract.ts'
import { DeviceDocument } from './device.ts'
import { agentEndpoints } from './endpoints.ts'

const MAX_URL_LENGTH = 200

/** How an agent is that the hub calls. Instants are the hub's. */
export const AgentHealth = z.object({
  status: Health,
  reachable: z.boolean().nullable(),
  mounted: z.boolean().nullable(),
  /** Since when it has been registered; null: it is not. */
  registeredAt: Instant.nullable(),
  lastDeviceHealthReport: Instant.nullable(),
  /** When one of its people was there last. */
  lastClientPresence: Instant.nullable(),
})
export type AgentHealth = Readonly<z.infer<typeof AgentHealth>>

const secret = z.object({ secret: z.string().max(100).toLowerCase() })
const Taken = z.object({ success: z.literal(true) })

/** Loudspeakers that the hub calls, and what they post back. See docs/protocol/devices.md. */
export const agentContract = contract('devices', agentEndpoints, {
  add: {
    summary: 'Add a loudspeaker that the hub calls',
    description: 'For owners. The address has to lie in a network that the hub is allowed to call.',
    access: 'owner',
    scope: 'admin',
    rate: 'control',
    body: z.strictObject({
      agent_base_url: z
        .string()
        .trim()
        .min(1)
        .max(MAX_URL_LENGTH)
        .describe('Such as http://192.168.1.20:9000'),
      device_name: DisplayName.optional(),
    }),
    status: 201,
    answer: z.object({ deviceId: DeviceId, device: DeviceDocument }),
  },
  health: {
    summary: 'How a loudspeaker is that the hub calls',
    scope: 'read',
    rate: 'read',
    params: z.object({ id: DeviceId }),
    answer: AgentHealth.extend({ deviceId: DeviceId, agentBaseUrl: z.string() }),
  },
  healthReport: {
    summary: 'A called loudspeaker says how it is',
    description: 'At the address that the hub gave it when it registered there.',
    access: 'open',
    scope: null,
    rate: null,
    params: secret,
    answer: Taken,
  },
  playReport: {
    summary: 'A called loudspeaker says how far it has come with what it plays',
    description: 'At the address that the hub gave it with what it shall play.',
    access: 'open',
    scope: null,
    rate: null,
    params: secret,
    answer: Taken,
  },
})
