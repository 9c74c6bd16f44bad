import type { SqlMigration } from './sql-migration.ts'

/** What workers of one installation share: its own values, who does what, and what was left for whoever does it. */
export const installation: SqlMigration = {
  name: '0006-installation',
  async up({ schema }) {
    await schema
      .createTable('installation')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('value', 'text', (column) => column.notNull())
      .execute()
    await schema
      .createTable('lease')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('holder', 'text', (column) => column.notNull())
      .addColumn('until', 'bigint', (column) => column.notNull())
      .addColumn('generation', 'bigint', (column) => column.notNull())
      .execute()
    await schema
      .createTable('errand')
      .addColumn('name', 'text', (column) => column.notNull())
      .addColumn('household_id', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('errand_key', ['name', 'household_id'])
      .execute()
  },
}
