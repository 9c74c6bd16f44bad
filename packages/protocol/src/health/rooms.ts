import { z } from 'zod'
import { roomKind } from '../room-kind.ts'
import { SystemHealth } from './health.ts'

/** How the hub and what belongs to the follower's household are. */
export type HealthRoom = 'health'

/** The whole of it, whenever something has turned. It stands beside the log: it is told while the store is away, too. */
export const HealthBeacon = z.object({ type: z.literal('health'), health: SystemHealth })
export type HealthBeacon = Readonly<z.infer<typeof HealthBeacon>>

export const healthRoom = roomKind<HealthRoom>()({
  family: 'health',
  ofEach: null,
  scope: 'read',
  events: [],
  state: z.object({ family: z.literal('health'), health: SystemHealth }),
  beacons: [HealthBeacon],
  fold: (state) => state,
})
