import type { DeviceId, DeviceView, HouseholdId, SessionId, UserId } from '@baton/protocol'
import { BatonError, isShared } from '@baton/protocol'
import type { Device, Lending } from '#domain'
import { parsed, type Question, type Row, type Statement } from '../runtime/script.ts'

/** All devices of one user, in no particular order. */
export function askDevices(householdId: HouseholdId, ownerId: UserId): Question<readonly Device[]> {
  return {
    statement: {
      sql: `select ${COLUMNS} from device where household_id = ? and owner_id = ?`,
      parameters: [householdId, ownerId],
    },
    answer: (rows) => (rows as readonly DeviceRow[]).map(deviceOf),
  }
}

/** Those of everybody else in the household that are shared, or were a moment ago. */
export function askSharedDevices(householdId: HouseholdId, userId: UserId): Question<readonly Device[]> {
  return {
    statement: {
      sql: `select ${COLUMNS}, (select session.id from session
          where session.household_id = device.household_id and session.user_id = device.owner_id) as home
        from device where household_id = ? and shared = 1 and owner_id <> ?`,
      parameters: [householdId, userId],
    },
    answer: (rows) =>
      (rows as readonly DeviceRow[])
        .filter(({ home }) => home)
        .map((row) => ({ ...deviceOf(row), home: row.home as SessionId })),
  }
}

/** Of somebody who was removed nothing is left of it. */
export function askName(householdId: HouseholdId, userId: UserId): Question<string | null> {
  return {
    statement: {
      sql: 'select username from account_user where household_id = ? and id = ?',
      parameters: [householdId, userId],
    },
    answer: ([row]) => (row && String(row.username)) || null,
  }
}

const COLUMNS = 'id, view, present_until, heard_at, report_n, confirmed, agent_address, lending'

/** Where the agents are that the hub calls, of everybody in the household. */
export function askAgentAddresses(householdId: HouseholdId): Question<readonly string[]> {
  return {
    statement: {
      sql: 'select view from device where household_id = ? and agent_address is not null',
      parameters: [householdId],
    },
    answer: (rows) =>
      rows.flatMap((row) => parsed<DeviceView>(String(row.view), () => 'a device').agent?.baseUrl ?? []),
  }
}

/** A device stays with its owner: another user's device under the same id is not overwritten, it is refused. */
export function saveDevice(householdId: HouseholdId, device: Device): Statement {
  const { view, presentUntil, heardAt, reportN, confirmed, agentAddress = null, lending = null } = device
  return {
    sql: `insert into device
        (id, household_id, owner_id, revision, online, view, present_until, heard_at, report_n, confirmed, agent_address,
          shared, lending)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (id) do update set revision = excluded.revision, online = excluded.online, view = excluded.view,
        present_until = excluded.present_until, heard_at = excluded.heard_at, report_n = excluded.report_n, confirmed = excluded.confirmed,
        shared = excluded.shared, lending = excluded.lending
      where device.household_id = excluded.household_id and device.owner_id = excluded.owner_id`,
    parameters: [
      view.deviceId,
      householdId,
      view.ownerId,
      view.revision,
      view.online ? 1 : 0,
      JSON.stringify(view),
      presentUntil,
      heardAt,
      reportN,
      confirmed && JSON.stringify(confirmed),
      agentAddress,
      isShared(view) || lending ? 1 : 0,
      lending && JSON.stringify(lending),
    ],
    must: { change: 1, otherwise: () => new BatonError('device.not-found') },
  }
}

export function removeDevice(householdId: HouseholdId, deviceId: DeviceId): Statement {
  return { sql: 'delete from device where household_id = ? and id = ?', parameters: [householdId, deviceId] }
}

interface DeviceRow extends Row {
  readonly id: DeviceId
  readonly view: string
  readonly present_until: number
  readonly heard_at: number
  readonly report_n: number
  readonly confirmed: string | null
  readonly agent_address: string | null
  readonly lending: string | null
  readonly home?: string | null
}

function deviceOf(row: DeviceRow): Device {
  const what = () => `device ${row.id}`
  return {
    view: parsed<DeviceView>(row.view, what),
    presentUntil: row.present_until,
    heardAt: row.heard_at,
    reportN: row.report_n,
    confirmed: row.confirmed === null ? null : parsed<Device['confirmed']>(row.confirmed, what),
    ...(row.agent_address !== null && { agentAddress: row.agent_address }),
    ...(row.lending !== null && { lending: parsed<Lending>(row.lending, what) }),
  }
}
