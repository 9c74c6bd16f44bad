import type { DeviceView, HouseholdId, SessionId, UserId } from '@baton/protocol'
import type { CalledAgentRow, CalledAgents } from '#engine'
import type { SqlDatabase } from '../runtime/database.ts'
import { parsed } from '../runtime/script.ts'

/** Agents that the hub calls. They are devices like every other; this reads across households, for who calls them. */
export function sqlCalledAgents({ kysely: db }: SqlDatabase): CalledAgents {
  return {
    async all(householdId) {
      const agents = await db
        .selectFrom('device')
        .innerJoin('session', (join) =>
          join
            .onRef('session.user_id', '=', 'device.owner_id')
            .onRef('session.household_id', '=', 'device.household_id'),
        )
        .select([
          'device.household_id',
          'device.owner_id',
          'session.id as session_id',
          'device.view',
          'device.agent_address',
          'device.agent_registered_at',
          'device.agent_reported_at',
        ])
        .where('device.agent_address', 'is not', null)
        .$if(householdId !== undefined, (query) =>
          query.where('device.household_id', '=', String(householdId)),
        )
        .orderBy('device.id')
        .execute()
      if (agents.length === 0) return []
      const presence = await presenceOf([...new Set(agents.map((agent) => agent.owner_id))])
      return agents.map(
        (row): CalledAgentRow => ({
          householdId: row.household_id as HouseholdId,
          userId: row.owner_id as UserId,
          sessionId: row.session_id as SessionId,
          view: viewOf(row.view),
          address: String(row.agent_address),
          registeredAt: row.agent_registered_at,
          reportedAt: row.agent_reported_at,
          presenceAt: presence.get(row.owner_id) ?? null,
        }),
      )
    },
    async note(times) {
      await db.transaction().execute(async (transaction) => {
        // In one order, so that workers never wait for each other in a circle.
        const ordered = [...times].sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1))
        for (const { householdId, deviceId, registeredAt, reportedAt } of ordered) {
          await transaction
            .updateTable('device')
            .set({ agent_registered_at: registeredAt, agent_reported_at: reportedAt })
            .where('household_id', '=', householdId)
            .where('id', '=', deviceId)
            .execute()
        }
      })
    },
  }

  /** People are where their browsers and programs are; a loudspeaker that follows by itself is nobody. */
  async function presenceOf(owners: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await db
      .selectFrom('device')
      .select(['owner_id', 'view', 'heard_at'])
      .where('owner_id', 'in', owners)
      .where('agent_address', 'is', null)
      .execute()
    const latest = new Map<string, number>()
    for (const { owner_id, view, heard_at } of rows) {
      const { kind } = viewOf(view)
      if (kind !== 'browser' && kind !== 'program') continue
      latest.set(owner_id, Math.max(heard_at, latest.get(owner_id) ?? 0))
    }
    return latest
  }
}

function viewOf(text: string): DeviceView {
  return parsed<DeviceView>(text, () => 'a device')
}
