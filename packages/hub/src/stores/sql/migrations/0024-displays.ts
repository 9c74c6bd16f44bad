import type { SqlMigration } from './sql-migration.ts'

/** Displays that show a code, and what those speak by that somebody has registered. A display goes with its device. */
export const displays: SqlMigration = {
  name: '0024-displays',
  async up({ schema }) {
    await schema
      .createTable('display_provision')
      .addColumn('player_key', 'text', (column) => column.primaryKey())
      .addColumn('code', 'text', (column) => column.notNull().unique())
      .addColumn('expires_at', 'bigint', (column) => column.notNull())
      .addColumn('network', 'text', (column) => column.notNull())
      .addColumn('claim_hash', 'text')
      .addColumn('model', 'text')
      .addColumn('firmware', 'text')
      .execute()
    await schema
      .createTable('display')
      .addColumn('device_id', 'text', (column) =>
        column.primaryKey().references('device.id').onDelete('cascade'),
      )
      .addColumn('household_id', 'text', (column) => column.notNull())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('session_id', 'text', (column) => column.notNull())
      .addColumn('network', 'text', (column) => column.notNull())
      .addColumn('claim_hash', 'text')
      .addColumn('registered_at', 'bigint', (column) => column.notNull())
      .addColumn('token_hash', 'text', (column) => column.unique())
      .addColumn('connection_id', 'text')
      .execute()
    // Commands on their way from one worker to another.
    await schema
      .createTable('display_command')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('player_key', 'text', (column) =>
        column.notNull().references('display.device_id').onDelete('cascade'),
      )
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('message', 'text', (column) => column.notNull())
      .addColumn('taken', 'integer', (column) => column.notNull())
      .addColumn('answer', 'text')
      .execute()
  },
}
