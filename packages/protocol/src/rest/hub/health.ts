import { z } from 'zod'
import { contract } from '../contract.ts'
import { healthEndpoints } from './endpoints.ts'

/** Whether the hub hears from its other workers; `none`: it has none to hear from. */
export const BellState = z.enum(['none', 'connected', 'lost'])
export type BellState = z.infer<typeof BellState>

export const Healthy = z.object({ healthy: z.literal(true) })
export type Healthy = Readonly<z.infer<typeof Healthy>>

export const Ready = z.object({ ready: z.literal(true), bell: BellState })
export type Ready = Readonly<z.infer<typeof Ready>>

const open = { access: 'open', scope: null, rate: null } as const

/** For whoever watches over the process. */
export const healthContract = contract('health', healthEndpoints, {
  alive: { summary: 'Does the process answer?', ...open, answer: Healthy },
  ready: { summary: 'Should it be sent requests?', ...open, answer: Ready },
})
