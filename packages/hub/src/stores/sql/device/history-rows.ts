import { type DeviceRecord, type DeviceRecordDetail, TOLD_IN_PLACE } from '@baton/protocol'
import {
  DEVICE_HISTORY,
  DEVICE_HISTORY_PAGES,
  type DeviceHappened,
  type DeviceHistoryKey,
  MAX_DEVICE_RECORDS,
  RECORDS_KEPT_MS,
} from '#domain'
import { ask, parsed, type Row } from '../runtime/script.ts'
import type { Rows } from '../transaction/rows.ts'

/**
 * Records are added, under the household's lock; with each the oldest go that are too many or too old. What is told in the
 * place of the one before has the number of that one.
 */
export function deviceHistoryRows(): Rows<
  Pick<DeviceHappened, 'deviceId' | 'happening'>,
  DeviceHappened | null,
  null
> {
  return {
    kind: DEVICE_HISTORY,
    // biome-ignore lint/correctness/useYield: there is nothing to ask for.
    *load() {
      return { state: null, kept: null }
    },
    save(householdId, { after }) {
      if (!after) return { statements: [], kept: null }
      const { deviceId, at, ...record } = after
      const replace = {
        sql: `delete from device_history where device_id = ? and record like ? and record like ?
          and n = (select max(n) from device_history where device_id = ?)`,
        // As JSON writes them: nothing that somebody named looks like this, since its quotes are escaped.
        parameters: [
          deviceId,
          `%"happening":${JSON.stringify(record.happening)}%`,
          `%"trackId":${JSON.stringify(record.trackId)}%`,
          deviceId,
        ],
      }
      const add = {
        sql: `insert into device_history (household_id, device_id, n, at, record) values
          (?, ?, (select coalesce(max(n), 0) + 1 from device_history where device_id = ?), ?, ?)`,
        parameters: [householdId, deviceId, deviceId, at, JSON.stringify(record)],
      }
      const prune = {
        sql: `delete from device_history where device_id = ? and (at < ? or n <=
          (select max(n) from device_history where device_id = ?) - ${MAX_DEVICE_RECORDS})`,
        parameters: [deviceId, at - RECORDS_KEPT_MS, deviceId],
      }
      const isInPlace = TOLD_IN_PLACE.has(record.happening)
      return { statements: [...(isInPlace ? [replace] : []), add, prune], kept: null }
    },
  }
}

export function deviceHistoryPageRows(): Rows<DeviceHistoryKey, readonly DeviceRecord[], null> {
  return {
    kind: DEVICE_HISTORY_PAGES,
    *load(householdId, { deviceId, limit, before }) {
      const [rows] = yield* ask({
        // One more than is shown: it is the parent of the last one shown, where that has one.
        statement: {
          sql: `select n, at, record from device_history
            where household_id = ? and device_id = ? and n < ? order by n desc limit ?`,
          parameters: [householdId, deviceId, before ?? Number.MAX_SAFE_INTEGER, limit + 1],
        },
        answer: (found) => found as readonly HistoryRow[],
      })
      const state = rows.slice(0, limit).map((row, i) => recordOf(row, rows[i + 1]))
      return { state, kept: null }
    },
  }
}

interface HistoryRow extends Row {
  readonly n: number
  readonly at: number
  readonly record: string
}

function recordOf({ n, at, record }: HistoryRow, parent: HistoryRow | undefined): DeviceRecord {
  const what = () => `record ${n} of a device`
  const told = parsed<DeviceRecordDetail & Pick<DeviceRecord, 'happening'>>(record, what)
  return { recordId: n, parentId: parent?.n ?? null, at, ...told }
}
