import type { SqlMigration } from './sql-migration.ts'

/** How the parts of the hub are, and when they turned. Both belong to the installation: nobody's rows refer to them. */
export const health: SqlMigration = {
  name: '0020-health',
  async up({ schema }) {
    await schema
      .createTable('health_state')
      .addColumn('household_id', 'text', (column) => column.notNull())
      .addColumn('worker', 'text', (column) => column.notNull())
      .addColumn('component', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('code', 'text', (column) => column.notNull())
      .addColumn('figures', 'text', (column) => column.notNull())
      .addColumn('since', 'bigint', (column) => column.notNull())
      .addColumn('seen_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('health_state_pk', ['household_id', 'worker', 'component'])
      .execute()
    await schema
      .createTable('health_transition')
      .addColumn('household_id', 'text', (column) => column.notNull())
      .addColumn('worker', 'text', (column) => column.notNull())
      .addColumn('component', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('code', 'text', (column) => column.notNull())
      .addColumn('was', 'text')
      .addPrimaryKeyConstraint('health_transition_pk', ['household_id', 'at', 'worker', 'component'])
      .execute()
  },
}
