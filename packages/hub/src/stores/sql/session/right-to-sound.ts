import type { DeviceId, DeviceView, HouseholdId, SessionId, SessionView } from '@baton/protocol'
import type { Store } from '#engine'
import { ask, parsed, type Row, type Script } from '../runtime/script.ts'

type Right = Awaited<ReturnType<Store['right']>>

/** What a media request is judged by: one row, found by two keys. */
export function* rightToSound(
  householdId: HouseholdId,
  sessionId: SessionId,
  deviceId: DeviceId,
): Script<Right> {
  const [right] = yield* ask({
    statement: {
      sql: `select session.view, device.heard_at, device.view as device_view from session
        left join device on device.id = ? and device.household_id = session.household_id
        where session.id = ? and session.household_id = ?`,
      parameters: [deviceId, sessionId, householdId],
    },
    answer: (rows) => {
      const row = (rows as readonly RightRow[])[0]
      if (!row) return null
      return {
        view: parsed<SessionView>(row.view, () => `session ${sessionId}`),
        heardAt: row.heard_at,
        formats: formatsIn(row.device_view, deviceId),
      }
    },
  })
  return right
}

/** Most devices say nothing of it, and this is read for every part of a file. */
function formatsIn(view: string | null, deviceId: DeviceId): readonly string[] | null {
  if (!view?.includes('"formats"')) return null
  return parsed<DeviceView>(view, () => `device ${deviceId}`).capabilities.formats ?? null
}

interface RightRow extends Row {
  readonly view: string
  readonly heard_at: number | null
  readonly device_view: string | null
}
