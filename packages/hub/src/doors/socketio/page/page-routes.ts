// The requests of a page, beside its socket. Rules PG1 to PG9 in docs/protocol/page.md.
import { BatonError, pageContract as contract, type DeviceId, PageCommand } from '@baton/protocol'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { commandIdIn, route, sessionDocument } from '#doors/http'
import type { Engine } from '#engine'
import { press } from './page-commands.ts'
import type { WatchesAgents } from './page-parts.ts'
import type { PageWindows } from './page-windows.ts'

export interface PageRoutesParts {
  readonly engine: Engine
  readonly agents: WatchesAgents
  readonly windows: PageWindows
}

export function pageRoutes({ engine, agents, windows }: PageRoutesParts): FastifyPluginAsync {
  return async function routes(app) {
    route(app, contract.registerClient, async (request) => {
      const { connection_id: connectionId } = request.body
      const open = begun(request, connectionId)
      const shown = windows.chosen(request.signedIn(), connectionId)
      return { success: true, connection_id: connectionId ?? null, windows: open.length, device_id: shown }
    })

    route(app, contract.presence, async (request) => {
      const principal = request.signedIn()
      const { connection_id: connectionId } = request.body
      const deviceId = await shownBy(request, connectionId)
      if (deviceId) agents.watched(principal, deviceId, false)
      const devices = await engine.devices(principal)
      for (const window of begun(request, connectionId)) window.offerAnother(devices)
      return { success: true, device_id: deviceId }
    })

    route(app, contract.selectDevice, async (request) => {
      const principal = request.signedIn()
      const { connection_id: connectionId, device_id: deviceId } = request.body
      const device = await windows.choose(principal, connectionId, deviceId)
      agents.watched(principal, deviceId, true)
      for (const window of begun(request, connectionId)) {
        window.tellStatus()
        if (device.health !== 'ready') window.offerAnother(await engine.devices(principal))
      }
      return { success: true, device_id: deviceId }
    })

    route(app, contract.status, async (request) => {
      const { connection_id: connectionId } = request.query
      const principal = request.signedIn()
      for (const window of begun(request, connectionId)) window.tellStatus()
      return windows.status(principal, windows.chosen(principal, connectionId))
    })

    route(app, contract.command, async (request) => {
      const principal = request.signedIn()
      const { body } = request
      const { success, data: command } = PageCommand.safeParse(request.params.command)
      if (!success) throw new BatonError('request.not-found')
      const shown = windows.chosen(principal, body.connection_id)
      await press(engine, principal, { command, body, shown, id: commandIdIn(request, 'client_event_uuid') })
      const reading = await engine.session(principal, principal.sessionId)
      if (!reading) throw new BatonError('session.not-found')
      return sessionDocument(reading, engine.tickets.forFollower(principal, reading.session))
    })
  }

  function begun(request: FastifyRequest, connectionId: string | undefined) {
    const open = windows.of(request.signedIn(), connectionId)
    for (const window of open) window.begin()
    return open
  }

  async function shownBy(
    request: FastifyRequest,
    connectionId: string | undefined,
  ): Promise<DeviceId | null> {
    const principal = request.signedIn()
    const chosen = windows.chosen(principal, connectionId)
    if (chosen) return chosen
    return (await engine.session(principal, principal.sessionId))?.session.activeDeviceId ?? null
  }
}
