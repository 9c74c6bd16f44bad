import {
  BatonError,
  type DeviceCommand,
  type DeviceId,
  deviceContract,
  type ReportBody,
  toRest,
} from '@baton/protocol'
import type { FastifyRequest } from 'fastify'
import { deviceDocument, route } from '#doors/http'
import type { Principal } from '#engine'
import type { RestRoutes } from '../rest-door.ts'
import { commanded, counted, receiptDocument, sessionNow } from '../shared/answer-command.ts'

export const deviceRoutes: RestRoutes = ({ engine, accounts }) =>
  async function routes(app) {
    const documents = async (principal: Principal) => {
      const [devices, reading] = await Promise.all([
        engine.devices(principal),
        engine.session(principal, principal.sessionId),
      ])
      return devices.map((device) => deviceDocument(device, reading?.session.activeDeviceId ?? null))
    }
    const document = async (principal: Principal, id: DeviceId) =>
      (await documents(principal)).find((device) => device.device_uuid === id) ?? null

    route(app, deviceContract.list, async (request) => documents(request.signedIn()))

    route(app, deviceContract.register, async (request) => {
      const { device_uuid, device_name: name, device_platform: platform, kind, capabilities } = request.body
      const command = {
        type: 'device.register',
        deviceId: device_uuid,
        name,
        platform,
        kind,
        capabilities,
      } as const
      const receipt = await commanded(engine, request, command)
      const deviceId = receipt.result.deviceId ?? device_uuid
      if (!deviceId) throw new BatonError('hub.internal')
      const principal = await accounts.bindDevice(request.signedIn(), deviceId)
      engine.heard(principal)
      const device = await document(principal, deviceId)
      return {
        device_uuid: deviceId,
        device,
        receipt: receiptDocument(receipt),
        server_time: engine.now(),
      }
    })

    route(app, deviceContract.heartbeat, async (request) => {
      const deviceId = speakingDevice(request)
      const { capabilities } = request.body
      // The request itself was the contact; a command is only needed where the device has changed.
      if (capabilities) await commanded(engine, request, { type: 'device.update', deviceId, capabilities })
      else await counted(engine, request)
      return toRest({ serverTime: engine.now(), deviceId, online: true })
    })

    route(app, deviceContract.report, async (request) => {
      const receipt = await commanded(engine, request, reportOf(speakingDevice(request), request.body))
      const session = await sessionNow(engine, request.signedIn())
      return { ...receiptDocument(receipt), session, server_time: engine.now() }
    })

    route(app, deviceContract.update, async (request) => {
      const deviceId = request.params.id
      const { device_name: name, enabled, capabilities } = request.body
      const command = { type: 'device.update', deviceId, name, enabled, capabilities } as const
      const receipt = await commanded(engine, request, command)
      const device = await document(request.signedIn(), deviceId)
      return { device, receipt: receiptDocument(receipt) }
    })

    route(app, deviceContract.remove, async (request) => {
      const deviceId = request.params.id
      const receipt = await commanded(engine, request, { type: 'device.remove', deviceId })
      await accounts.unbindDevice(request.signedIn(), deviceId)
      return { device: null, receipt: receiptDocument(receipt) }
    })
  }

/** Only the credential says which device speaks. */
function speakingDevice(request: FastifyRequest): DeviceId {
  const { deviceId } = request.signedIn()
  if (!deviceId) throw new BatonError('device.not-registered')
  return deviceId
}

function reportOf(deviceId: DeviceId, body: ReportBody): DeviceCommand {
  const { n, epoch, event, offer_id, entry_id, next_entry_id, position_ms, age_ms } = body
  return {
    type: 'device.report',
    deviceId,
    n,
    epoch,
    event,
    offerId: offer_id ?? undefined,
    entryId: entry_id,
    nextEntryId: next_entry_id,
    positionMs: position_ms,
    ageMs: age_ms,
  }
}
