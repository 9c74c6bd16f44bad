import { BatonError, type DeviceCommand, DeviceId, toRest } from '@baton/protocol'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { deviceDocument, limited, routeSchema } from '#doors/http'
import type { Principal } from '#engine'
import type { RestRoutes } from '../rest-door.ts'
import { commanded, receiptDocument, sessionNow } from '../shared/answer-command.ts'
import { CommandBody, DeviceBody, HeartbeatBody, RegisterBody, ReportBody } from '../shared/bodies.ts'
import {
  DeviceAnswer,
  DeviceDocument,
  HeartbeatAnswer,
  RegisterAnswer,
  ReportAnswer,
} from '../shared/documents.ts'

const tag = 'devices'
const params = z.object({ id: DeviceId })

export const deviceRoutes: RestRoutes = ({ engine, accounts }) =>
  async function routes(app) {
    const config = limited('control')

    const documents = async (principal: Principal) => {
      const [devices, reading] = await Promise.all([
        engine.devices(principal),
        engine.session(principal, principal.sessionId),
      ])
      return devices.map((device) => deviceDocument(device, reading?.session.activeDeviceId ?? null))
    }
    const document = async (principal: Principal, id: DeviceId) =>
      (await documents(principal)).find((device) => device.device_uuid === id) ?? null

    app.get(
      '/devices',
      { schema: routeSchema({ tag, summary: 'Your devices', answer: z.array(DeviceDocument) }) },
      async (request) => documents(request.signedIn()),
    )

    app.post(
      '/devices/register',
      {
        config,
        schema: {
          body: RegisterBody,
          ...routeSchema({ tag, summary: 'Bind this sign-in to a device', answer: RegisterAnswer }),
        },
      },
      async (request) => {
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
      },
    )

    app.patch(
      '/devices/heartbeat',
      {
        config,
        schema: {
          body: HeartbeatBody.default({}),
          ...routeSchema({ tag, summary: 'This device is there', answer: HeartbeatAnswer }),
        },
      },
      async (request) => {
        const deviceId = speakingDevice(request)
        const { capabilities } = request.body
        // The request itself was the contact; a command is only needed where the device has changed.
        if (capabilities) await commanded(engine, request, { type: 'device.update', deviceId, capabilities })
        return toRest({ serverTime: engine.now(), deviceId, online: true })
      },
    )

    app.post(
      '/devices/me/report',
      {
        config,
        schema: {
          body: ReportBody,
          ...routeSchema({ tag, summary: 'What this device really does', answer: ReportAnswer }),
        },
      },
      async (request) => {
        const receipt = await commanded(engine, request, reportOf(speakingDevice(request), request.body))
        const session = await sessionNow(engine, request.signedIn())
        return { ...receiptDocument(receipt), session, server_time: engine.now() }
      },
    )

    app.patch(
      '/devices/:id',
      {
        config,
        schema: {
          params,
          body: DeviceBody,
          ...routeSchema({ tag, summary: 'Rename a device, switch it on or off', answer: DeviceAnswer }),
        },
      },
      async (request) => {
        const deviceId = request.params.id
        const { device_name: name, enabled, capabilities } = request.body
        const command = { type: 'device.update', deviceId, name, enabled, capabilities } as const
        const receipt = await commanded(engine, request, command)
        const device = await document(request.signedIn(), deviceId)
        return { device, receipt: receiptDocument(receipt) }
      },
    )

    app.delete(
      '/devices/:id',
      {
        config,
        schema: {
          params,
          body: CommandBody.optional(),
          ...routeSchema({ tag, summary: 'Forget a device', answer: DeviceAnswer }),
        },
      },
      async (request) => {
        const deviceId = request.params.id
        const receipt = await commanded(engine, request, { type: 'device.remove', deviceId })
        await accounts.unbindDevice(request.signedIn(), deviceId)
        return { device: null, receipt: receiptDocument(receipt) }
      },
    )
  }

/** Only the credential says which device speaks. */
function speakingDevice(request: FastifyRequest): DeviceId {
  const { deviceId } = request.signedIn()
  if (!deviceId) throw new BatonError('device.not-registered')
  return deviceId
}

function reportOf(deviceId: DeviceId, body: z.infer<typeof ReportBody>): DeviceCommand {
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
