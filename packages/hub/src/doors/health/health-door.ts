// For whoever watches over the process: does it answer at all, and should it be sent requests. Rules W11 to W13.
import { BatonError, type BellState, type Healthy, healthContract, type Ready } from '@baton/protocol'
import type { FastifyPluginAsync } from 'fastify'
import { route } from '#doors/http'

const ANSWERS_WITHIN_MS = 1_000

export interface HealthParts {
  /** Rejects, or stays away, when the store does not answer. */
  readonly ping: () => Promise<void>
  readonly bell: () => BellState
}

export function healthDoor({ ping, bell }: HealthParts): FastifyPluginAsync {
  const plugin: FastifyPluginAsync = async (app) => {
    let draining = false
    app.addHook('preClose', async () => {
      draining = true
    })

    route(app, healthContract.alive, async (_request, reply) => {
      reply.header('cache-control', 'no-store')
      return { healthy: true } satisfies Healthy
    })
    route(app, healthContract.ready, async (_request, reply) => {
      reply.header('cache-control', 'no-store')
      if (draining) throw new BatonError('hub.draining')
      if (!(await within(ANSWERS_WITHIN_MS, ping()))) {
        throw new BatonError('store.unavailable', { bell: bell() })
      }
      return { ready: true, bell: bell() } satisfies Ready
    })
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
