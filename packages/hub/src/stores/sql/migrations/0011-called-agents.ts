import type { SqlMigration } from './sql-migration.ts'

/** Agents that the hub calls: where they are, and when they were heard of. */
export const calledAgents: SqlMigration = {
  name: '0011-called-agents',
  async up({ schema }) {
    await schema.alterTable('device').addColumn('agent_address', 'text').execute()
    await schema.alterTable('device').addColumn('agent_registered_at', 'bigint').execute()
    await schema.alterTable('device').addColumn('agent_reported_at', 'bigint').execute()
  },
}
