import {
  BatonError,
  type DeviceCommand,
  type DeviceId,
  deviceContract,
  type ReportBody,
  spansOfBody,
  toRest,
} from '@baton/protocol'
import type { FastifyRequest } from 'fastify'
import { deviceDocument, route } from '#doors/http'
import type { StateAfter } from '#engine'
import { commanded, counted, receiptDocument, sessionShown } from '../shared/answer-command.ts'
import type { RestRoutes } from '../shared/rest-routes.ts'

export const deviceRoutes: RestRoutes = ({ engine }) =>
  async function routes(app) {
    route(app, deviceContract.list, async (request) => {
      const principal = request.signedIn()
      const [devices, session] = await Promise.all([
        engine.devices(principal),
        engine.session(principal, principal.sessionId),
      ])
      return documentsOf({ devices, session })
    })

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
      const { receipt, after } = await commanded(engine, request, command)
      const deviceId = receipt.result.deviceId ?? device_uuid
      if (!deviceId) throw new BatonError('hub.internal')
      return {
        device_uuid: deviceId,
        device: documentOf(after, deviceId),
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
      const report = reportOf(speakingDevice(request), request.body)
      const { receipt, after } = await commanded(engine, request, report)
      const session = sessionShown(engine, request.signedIn(), after.session)
      return { ...receiptDocument(receipt), session, server_time: engine.now() }
    })

    route(app, deviceContract.testTone, async (request) =>
      toRest(await engine.testTone(request.signedIn(), request.params.id)),
    )

    route(app, deviceContract.toneEnded, async (request) => {
      const { tone_id: toneId, outcome, reason } = request.body
      engine.toneEnded(request.signedIn(), { toneId, outcome, reason })
      return toRest({ serverTime: engine.now() })
    })

    route(app, deviceContract.printed, async (request) => {
      const { playing, text, complete } = request.body
      engine.printed(request.signedIn(), { playing, text, complete })
      return toRest({ serverTime: engine.now() })
    })

    route(app, deviceContract.history, async (request) =>
      toRest(await engine.deviceHistory(request.signedIn(), request.params.id, request.query)),
    )

    route(app, deviceContract.update, async (request) => {
      const deviceId = request.params.id
      const { device_name: name, enabled, capabilities, max_volume: maxVolume, zone } = request.body
      const { quiet_hours: spans, players } = request.body
      const command = {
        type: 'device.update',
        deviceId,
        name,
        enabled,
        capabilities,
        maxVolume,
        quietHours: spans && spansOfBody(spans),
        zone,
        players,
      } as const
      const { receipt, after } = await commanded(engine, request, command)
      return { device: documentOf(after, deviceId), receipt: receiptDocument(receipt) }
    })

    route(app, deviceContract.liftQuietHours, async (request) => {
      const deviceId = request.params.id
      const { lifted } = request.body
      const command = { type: 'device.lift-quiet-hours', deviceId, lifted } as const
      const { receipt, after } = await commanded(engine, request, command)
      return { device: documentOf(after, deviceId), receipt: receiptDocument(receipt) }
    })

    route(app, deviceContract.remove, async (request) => {
      const deviceId = request.params.id
      const { receipt } = await commanded(engine, request, { type: 'device.remove', deviceId })
      return { device: null, receipt: receiptDocument(receipt) }
    })
  }

type Shown = Pick<StateAfter, 'devices' | 'session'>

function documentsOf({ devices, session }: Shown) {
  const activeDeviceId = session?.session.activeDeviceId ?? null
  return devices?.map((device) => deviceDocument(device, activeDeviceId)) ?? []
}

function documentOf(shown: Shown, id: DeviceId) {
  return documentsOf(shown).find((device) => device.device_uuid === id) ?? null
}

/** Only the credential says which device speaks. */
function speakingDevice(request: FastifyRequest): DeviceId {
  const { deviceId } = request.signedIn()
  if (!deviceId) throw new BatonError('device.not-registered')
  return deviceId
}

function reportOf(deviceId: DeviceId, body: ReportBody): DeviceCommand {
  const { n, epoch, event, offer_id, entry_id, next_entry_id, position_ms, age_ms, reason } = body
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
    reason,
  }
}
