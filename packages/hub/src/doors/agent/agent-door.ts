// For loudspeakers that the hub calls: owners add them, they call back. Rules in docs/protocol/devices.md.
import { type AgentHealth, agentContract, BatonError, type DeviceId, toRest } from '@baton/protocol'
import type { FastifyPluginAsync } from 'fastify'
import { deviceDocument, route } from '#doors/http'
import type { CalledAgentRow, Principal } from '#engine'

/** What this door knows of the work that calls agents. */
export interface CallsAgents {
  add(
    owner: Principal,
    agent: { readonly baseUrl: string; readonly name?: string | undefined },
  ): Promise<DeviceId>
  find(principal: Principal, deviceId: DeviceId): Promise<CalledAgentRow | null>
  report(kind: 'health' | 'play', secret: string, body: unknown): Promise<boolean>
}

/** A play report has everything in it that the agent's player has printed so far. */
const MAX_REPORT_BYTES = 1024 * 1024

export function agentDoor(agents: CallsAgents): FastifyPluginAsync {
  return async function routes(app) {
    route(app, agentContract.add, async (request, reply) => {
      const principal = request.signedIn()
      const { agent_base_url: baseUrl, device_name: name } = request.body
      const deviceId = await agents.add(principal, { baseUrl, name })
      const { view } = await agentOf(principal, deviceId)
      reply.code(201)
      return { device_uuid: deviceId, device: deviceDocument(view, undefined) }
    })

    route(app, agentContract.health, async (request) => {
      const { view, registeredAt, reportedAt, presenceAt } = await agentOf(
        request.signedIn(),
        request.params.id,
      )
      const { baseUrl = '', reachable = null, mounted = null } = view.agent ?? {}
      const health: AgentHealth = {
        status: view.health,
        reachable,
        mounted,
        registeredAt,
        lastDeviceHealthReport: reportedAt,
        lastClientPresence: presenceAt,
      }
      return toRest({ deviceId: view.deviceId, agentBaseUrl: baseUrl, ...health })
    })

    await app.register(reportRoutes(agents))

    async function agentOf(principal: Principal, deviceId: DeviceId): Promise<CalledAgentRow> {
      const found = await agents.find(principal, deviceId)
      if (!found) throw new BatonError('device.not-found')
      return found
    }
  }
}

/** Agents of many makes call JSON what they like, and some wrap it in a form: what cannot be read says nothing. */
function reportRoutes(agents: CallsAgents): FastifyPluginAsync {
  return async function routes(app) {
    app.removeAllContentTypeParsers()
    app.addContentTypeParser(
      '*',
      { parseAs: 'string', bodyLimit: MAX_REPORT_BYTES },
      async (_request: unknown, text: string) => jsonOf(text),
    )
    for (const kind of ['health', 'play'] as const) {
      const declared = kind === 'health' ? agentContract.healthReport : agentContract.playReport
      route(app, declared, async (request) => {
        const { secret } = request.params
        if (!(await agents.report(kind, secret, request.body))) throw new BatonError('request.not-found')
        return { success: true }
      })
    }
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
