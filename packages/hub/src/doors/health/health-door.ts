// For whoever watches over the process: does it answer at all, and should it be sent requests. Rules W11 to W13.
import { BatonError } from '@baton/protocol'
import type { FastifyPluginAsync } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { routeSchema } from '#doors/http'

const ANSWERS_WITHIN_MS = 1_000

export interface HealthParts {
  /** Rejects, or stays away, when the store does not answer. */
  readonly ping: () => Promise<void>
  readonly bell: () => BellState
}

const BellState = z.enum(['none', 'connected', 'lost'])
type BellState = z.infer<typeof BellState>

const Healthy = z.object({ healthy: z.literal(true) })
const Ready = z.object({ ready: z.literal(true), bell: BellState })

export function healthDoor({ ping, bell }: HealthParts): FastifyPluginAsync {
  const plugin: FastifyPluginAsyncZod = async (app) => {
    let draining = false
    app.addHook('preClose', async () => {
      draining = true
    })
    const open = { config: { access: 'open' } } as const

    app.get(
      '/healthz',
      {
        ...open,
        schema: routeSchema({ tag: 'health', summary: 'Does the process answer?', answer: Healthy }),
      },
      async (_request, reply) => {
        reply.header('cache-control', 'no-store')
        return { healthy: true } satisfies z.infer<typeof Healthy>
      },
    )
    app.get(
      '/readyz',
      {
        ...open,
        schema: routeSchema({ tag: 'health', summary: 'Should it be sent requests?', answer: Ready }),
      },
      async (_request, reply) => {
        reply.header('cache-control', 'no-store')
        if (draining) throw new BatonError('hub.draining')
        if (!(await within(ANSWERS_WITHIN_MS, ping()))) {
          throw new BatonError('store.unavailable', { bell: bell() })
        }
        return { ready: true, bell: bell() } satisfies z.infer<typeof Ready>
      },
    )
  }
  return plugin
}

function within(ms: number, work: Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), ms)
    work
      .then(
        () => resolve(true),
        () => resolve(false),
      )
      .finally(() => clearTimeout(timer))
  })
}
