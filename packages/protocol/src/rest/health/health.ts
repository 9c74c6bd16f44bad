import { z } from 'zod'
import {
  ComponentHealth,
  HealthCode,
  HealthComponent,
  HealthStatus,
  SystemHealth,
} from '../../health/health.ts'
import { queryNumber } from '../../values/query-number.ts'
import { Instant } from '../../values/timeline.ts'
import { contract } from '../contract.ts'
import { systemHealthEndpoints } from './endpoints.ts'

/** So long transitions are kept. */
export const HEALTH_KEPT_HOURS = 8 * 24
const USUAL_HOURS = 24

const worker = z.string().nullable().describe('The worker that it is a part of; null: it is the household’s.')

/** From this instant on a component was like this. */
export const HealthTransition = z.object({
  component: HealthComponent,
  worker,
  at: Instant,
  status: HealthStatus,
  code: HealthCode,
  from: HealthStatus.nullable().describe('What it was before; null: nobody had looked.'),
})
export type HealthTransition = Readonly<z.infer<typeof HealthTransition>>

export const HealthHistory = z.object({
  from: Instant,
  to: Instant,
  components: z.array(
    ComponentHealth.extend({ worker, isLost: z.boolean().describe('Its worker has gone without a word.') }),
  ),
  transitions: z.array(HealthTransition).describe('The oldest first; of very many the newest.'),
})
export type HealthHistory = Readonly<z.infer<typeof HealthHistory>>

export const systemHealthContract = contract('health', systemHealthEndpoints, {
  present: {
    summary: 'How the hub is now, part by part',
    scope: 'read',
    rate: 'read',
    answer: SystemHealth,
  },
  history: {
    summary: 'When which part of the hub turned',
    access: 'owner',
    scope: 'admin',
    rate: 'read',
    query: z.object({
      hours: queryNumber(z.int().min(1).max(HEALTH_KEPT_HOURS).default(USUAL_HOURS)),
    }),
    answer: HealthHistory,
  },
})
