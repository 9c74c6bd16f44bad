import type { SqlMigration } from './sql-migration.ts'

/** NFC tags, and what is being done with them. A tag of the same number may be in several households. */
export const tags: SqlMigration = {
  name: '0016-tags',
  async up(schema) {
    await schema.schema
      .createTable('tag')
      .addColumn('household_id', 'text', (column) =>
        column.notNull().references('household.id').onDelete('cascade'),
      )
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('revision', 'bigint', (column) => column.notNull())
      .addColumn('view', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('tag_by_household', ['household_id', 'id'])
      .execute()
    await schema.schema
      .createTable('tag_activity')
      .addColumn('household_id', 'text', (column) =>
        column.primaryKey().references('household.id').onDelete('cascade'),
      )
      .addColumn('revision', 'bigint', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull())
      .execute()
  },
}
