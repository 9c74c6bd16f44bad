import { type Kysely, sql } from 'kysely'
import type { SqlMigration } from './sql-migration.ts'

export const accountsForLife: SqlMigration = {
  name: '0007-accounts-for-life',
  async up(schema) {
    await users(schema)
    await signIns(schema)
    await changes(schema)
    await codes(schema)
    await audit(schema)
  },
}

async function users({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .alterTable('account_user')
    .addColumn('limits', 'text', (column) => column.notNull().defaultTo('{}'))
    .execute()
  await schema.alterTable('account_user').addColumn('removed_at', 'bigint').execute()
  await schema
    .createTable('account_identity')
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) =>
      column.notNull().references('account_user.id').onDelete('cascade'),
    )
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('account_identity_key', ['issuer', 'subject'])
    .execute()
  await schema.createIndex('account_identity_by_user').on('account_identity').column('user_id').execute()
}

/** Stays that began before there were rows for them get one each. */
async function signIns(database: Kysely<unknown>): Promise<void> {
  const { schema } = database
  await schema
    .createTable('account_sign_in')
    .addColumn('family_id', 'text', (column) => column.primaryKey())
    .addColumn('user_id', 'text', (column) =>
      column.notNull().references('account_user.id').onDelete('cascade'),
    )
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('name', 'text')
    .addColumn('scopes', 'text')
    .addColumn('network', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('last_used_at', 'bigint', (column) => column.notNull())
    .execute()
  await schema
    .createIndex('account_sign_in_by_user')
    .on('account_sign_in')
    .columns(['user_id', 'last_used_at'])
    .execute()
  await sql`
    insert into account_sign_in (family_id, user_id, kind, name, scopes, network, created_at, last_used_at)
    select family_id, min(user_id), case when min(kind) = 'cookie' then 'browser' else 'program' end, null, null,
      'unknown', min(created_at), max(created_at)
    from account_credential group by family_id`.execute(database)
}

async function changes({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('account_change')
    .addColumn('user_id', 'text', (column) =>
      column.primaryKey().references('account_user.id').onDelete('cascade'),
    )
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute()
  await schema.createIndex('account_change_by_at').on('account_change').column('at').execute()
}

async function codes({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('account_reset')
    .addColumn('user_id', 'text', (column) =>
      column.primaryKey().references('account_user.id').onDelete('cascade'),
    )
    .addColumn('code_hash', 'text', (column) => column.notNull().unique())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute()
  await schema
    .createTable('account_device_code')
    .addColumn('code_hash', 'text', (column) => column.primaryKey())
    .addColumn('user_code', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('scopes', 'text', (column) => column.notNull())
    .addColumn('network', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('polled_at', 'bigint', (column) => column.notNull())
    .addColumn('interval_ms', 'bigint', (column) => column.notNull())
    .addColumn('verdict', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.references('account_user.id').onDelete('cascade'))
    .execute()
}

async function audit({ schema }: Kysely<unknown>): Promise<void> {
  await schema
    .createTable('account_audit')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('household_id', 'text', (column) => column.notNull().references('household.id'))
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('actor_id', 'text')
    .addColumn('subject_id', 'text')
    .addColumn('sign_in_id', 'text')
    .addColumn('network', 'text')
    .addColumn('count', 'bigint', (column) => column.notNull())
    .addColumn('details', 'text', (column) => column.notNull())
    .execute()
  await schema
    .createIndex('account_audit_by_at')
    .on('account_audit')
    .columns(['household_id', 'at', 'id'])
    .execute()
}
