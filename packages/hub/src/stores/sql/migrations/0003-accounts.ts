import type { Kysely } from 'kysely'
import type { SqlMigration } from './sql-migration.ts'

export const accounts: SqlMigration = {
  name: '0003-accounts',
  async up(schema) {
    await users(schema)
    await credentials(schema)
    await revocations(schema)
    await setup(schema)
  },
}

async function users({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('account_user')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('household_id', 'text', (column) => column.notNull().references('household.id'))
    .addColumn('session_id', 'text', (column) => column.notNull().unique().references('session.id'))
    .addColumn('username', 'text', (column) => column.notNull())
    .addColumn('name_key', 'text', (column) => column.notNull().unique())
    .addColumn('roles', 'text', (column) => column.notNull())
    .addColumn('password_hash', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute()
  await schema
    .createIndex('account_user_by_household')
    .on('account_user')
    .columns(['household_id', 'name_key'])
    .execute()
}

async function credentials({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('account_credential')
    .addColumn('secret_hash', 'text', (column) => column.primaryKey())
    .addColumn('family_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) =>
      column.notNull().references('account_user.id').onDelete('cascade'),
    )
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('device_id', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('used_at', 'bigint')
    .execute()
  const indexed = [
    ['family', 'family_id'],
    ['user', 'user_id'],
    ['device', 'device_id'],
    ['expiry', 'expires_at'],
  ] as const
  for (const [name, column] of indexed) {
    await schema
      .createIndex(`account_credential_by_${name}`)
      .on('account_credential')
      .column(column)
      .execute()
  }
}

async function revocations({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('account_revocation')
    .addColumn('family_id', 'text', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute()
  await schema.createIndex('account_revocation_by_at').on('account_revocation').column('at').execute()
}

async function setup({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('account_setup')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('code_hash', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute()
}
