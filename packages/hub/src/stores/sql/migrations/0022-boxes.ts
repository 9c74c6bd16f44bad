import type { SqlMigration } from './sql-migration.ts'

/** A user may be a box, and what asks to be let in may ask to be one. */
export const boxes: SqlMigration = {
  name: '0022-boxes',
  async up({ schema }) {
    await schema
      .alterTable('account_user')
      .addColumn('is_box', 'integer', (column) => column.notNull().defaultTo(0))
      .execute()
    await schema
      .alterTable('account_device_code')
      .addColumn('client_kind', 'text', (column) => column.notNull().defaultTo('program'))
      .execute()
  },
}
