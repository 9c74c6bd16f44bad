import type { DeviceId, HouseholdId, SessionId, SessionView } from '@baton/protocol'
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
      sql: `select session.view, device.heard_at from session
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
      }
    },
  })
  return right
}

interface RightRow extends Row {
  readonly view: string
  readonly heard_at: number | null
}
