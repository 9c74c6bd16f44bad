import { systemHealthContract, toRest } from '@baton/protocol'
import type { FastifyPluginAsync } from 'fastify'
import { route } from '#doors/http'
import type { HealthReadings } from '#engine'

/** How the hub is, and was. */
export function systemHealthDoor({ health }: { readonly health: HealthReadings }): FastifyPluginAsync {
  return async function routes(app) {
    route(app, systemHealthContract.present, async (request) =>
      toRest(await health.present(request.signedIn())),
    )

    route(app, systemHealthContract.history, async (request) =>
      toRest(await health.history(request.signedIn(), request.query.hours)),
    )
  }
}
