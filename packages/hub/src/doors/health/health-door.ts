// For whoever watches over the process: does it answer at all, and should it be sent requests. Rules W11 to W13.
import { BatonError, type Healthy, healthContract, type Ready } from '@baton/protocol'
import type { FastifyPluginAsync } from 'fastify'
import { route } from '#doors/http'
import { type HealthSource, hasStore } from './health-source.ts'

export function healthDoor({ ping, bell }: HealthSource): FastifyPluginAsync {
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
      if (!(await hasStore({ ping }))) {
        throw new BatonError('store.unavailable', { bell: bell() })
      }
      return { ready: true, bell: bell() } satisfies Ready
    })
  }
  return plugin
}
