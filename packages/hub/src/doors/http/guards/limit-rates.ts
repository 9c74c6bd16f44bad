import type { RateClass } from '@baton/protocol'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Rates } from '#engine'
import { clientNetwork } from '#engine/networks'
import { refusal } from '../errors.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a request counts towards here; missing: nothing, or it executes a command, which the engine counts. */
    limitClass?: RateClass
    /** Whom the request is counted for, where that is neither the user nor the address; null: as usual. */
    limitKey?: (request: FastifyRequest) => string | null
  }
}

export function limitRates(app: FastifyInstance, rates: Rates): void {
  app.addHook('preHandler', async (request) => {
    const { limitClass } = request.routeOptions.config
    if (!limitClass) return
    const refused = await rates.count(limitClass, counted(request))
    if (refused) throw refusal(refused)
  })
}

/** All routes of a class share one count per principal, else per address. */
function counted(request: FastifyRequest): string {
  const { limitKey } = request.routeOptions.config
  return limitKey?.(request) ?? request.principal?.userId ?? addressOf(request)
}

/** The client's address; of IPv6 its network, since one client has many addresses there. */
export function addressOf(request: FastifyRequest): string {
  // Of a socket that is gone already there is no address any more.
  const ip: string | undefined = request.ip
  return clientNetwork(ip ?? '')
}
