import type { BlockList } from 'node:net'
import { aboutContract, BatonError } from '@baton/protocol'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Accounts } from '#accounts'
import { isWithinScope } from '#engine'
import { isAmong, networks } from '#engine/networks'
import { principalOf } from '../guards/authentication.ts'
import { route } from '../route.ts'
import type { Metrics } from './metrics.ts'

export interface MetricsPage {
  readonly metrics: Metrics
  /** Addresses and networks that may read without a credential. */
  readonly near: readonly string[]
}

/** `GET /metrics`: for whoever asks from nearby, and for owners from anywhere. Rule O1. */
export function metricsRoute(app: FastifyInstance, accounts: Accounts, { metrics, near }: MetricsPage): void {
  const nearby = networks(near)
  route(app, aboutContract.metrics, async (request, reply) => {
    if (!isNear(request, nearby)) await mustBeOwner(request, accounts)
    return reply
      .header('cache-control', 'no-store')
      .type(metrics.contentType)
      .serializer(String)
      .send(await metrics.text())
  })
}

/** What a proxy that nobody vouches for hands on comes from wherever, though its own address is near. */
function isNear(request: FastifyRequest, nearby: BlockList): boolean {
  const { ip, headers, socket } = request
  const isForwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined
  if (isForwarded && ip === socket.remoteAddress) return false
  return isAmong(nearby, ip ?? '')
}

async function mustBeOwner(request: FastifyRequest, accounts: Accounts): Promise<void> {
  const principal = await principalOf(request, accounts)
  if (!principal) throw new BatonError('auth.required')
  if (!principal.roles.includes('owner')) throw new BatonError('auth.forbidden')
  if (!isWithinScope(principal, aboutContract.metrics.scope)) throw new BatonError('auth.scope')
}
