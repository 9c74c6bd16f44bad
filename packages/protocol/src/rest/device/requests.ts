import type { DeviceCommand } from '../../device/commands.ts'
import { spanWords } from '../quiet-hours/requests.ts'
import { requestTo } from '../request.ts'
import type { RequestsOf } from '../requests-of.ts'
import { deviceEndpoints } from './endpoints.ts'

export const deviceRequests: RequestsOf<DeviceCommand> = {
  'device.register': ({ deviceId, name, platform, kind, capabilities }) =>
    requestTo(deviceEndpoints.register, {
      body: { device_uuid: deviceId, device_name: name, device_platform: platform, kind, capabilities },
    }),
  'device.update': ({ deviceId, name, enabled, capabilities, maxVolume, quietHours, zone, players }) =>
    requestTo(deviceEndpoints.update, {
      params: { id: deviceId },
      body: {
        device_name: name,
        enabled,
        capabilities,
        max_volume: maxVolume,
        quiet_hours: quietHours && spanWords(quietHours),
        zone,
        players,
      },
    }),
  'device.lift-quiet-hours': ({ deviceId, lifted }) =>
    requestTo(deviceEndpoints.liftQuietHours, { params: { id: deviceId }, body: { lifted } }),
  'device.remove': ({ deviceId }) => requestTo(deviceEndpoints.remove, { params: { id: deviceId } }),
  // Which device speaks, the sign-in says.
  'device.report': ({ n, epoch, event, offerId, entryId, nextEntryId, positionMs, ageMs, reason }) =>
    requestTo(deviceEndpoints.report, {
      body: {
        n,
        epoch,
        event,
        offer_id: offerId,
        entry_id: entryId,
        next_entry_id: nextEntryId,
        position_ms: positionMs,
        age_ms: ageMs,
        reason,
      },
    }),
}
