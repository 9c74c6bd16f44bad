import { type CreateTableBuilder, type Kysely, sql } from 'kysely'
import type { SqlEngine } from '../runtime/database.ts'
import type { SqlMigration } from './sql-migration.ts'

export const core: SqlMigration = {
  name: '0001-core',
  async up(schema, engine) {
    await households(schema)
    await events(schema, engine)
    await receipts(schema, engine)
    await sessions(schema)
    await queueEntries(schema, engine)
    await queueOrders(schema, engine)
    await devices(schema)
    await dueWork(schema, engine)
    await likes(schema, engine)
    await plays(schema)
  },
}

type Schema = Kysely<unknown>

/** Rows that are found by their key only: SQLite keeps them in the key's own tree, Postgres needs no telling. */
function keyed<T extends string>(
  table: CreateTableBuilder<T, never>,
  engine: SqlEngine,
): CreateTableBuilder<T, never> {
  return engine === 'sqlite' ? table.modifyEnd(sql`without rowid`) : table
}

async function households(schema: Schema): Promise<void> {
  await schema.schema
    .createTable('household')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('epoch', 'text', (column) => column.notNull())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('floor', 'bigint', (column) => column.notNull())
    .addColumn('last_instant', 'bigint', (column) => column.notNull())
    .addColumn('library', 'text', (column) => column.notNull())
    .execute()
}

async function events(schema: Schema, engine: SqlEngine): Promise<void> {
  await keyed(schema.schema.createTable('event'), engine)
    .addColumn('household_id', 'text', (column) =>
      column.notNull().references('household.id').onDelete('cascade'),
    )
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('room', 'text', (column) => column.notNull())
    .addColumn('audience', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('command_id', 'text')
    .addColumn('body', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('event_key', ['household_id', 'seq'])
    .execute()
}

async function receipts(schema: Schema, engine: SqlEngine): Promise<void> {
  await keyed(schema.schema.createTable('receipt'), engine)
    .addColumn('principal', 'text', (column) => column.notNull())
    .addColumn('command_id', 'text', (column) => column.notNull())
    .addColumn('body_hash', 'text', (column) => column.notNull())
    .addColumn('receipt', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('receipt_key', ['principal', 'command_id'])
    .execute()
  await schema.schema.createIndex('receipt_by_at').on('receipt').column('at').execute()
}

async function sessions(schema: Schema): Promise<void> {
  await schema.schema
    .createTable('session')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('user_id', 'text', (column) => column.notNull().unique())
    .addColumn('household_id', 'text', (column) =>
      column.notNull().references('household.id').onDelete('cascade'),
    )
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('queue_revision', 'bigint', (column) => column.notNull())
    .addColumn('view', 'text', (column) => column.notNull())
    .execute()
  await schema.schema.createIndex('session_by_household').on('session').column('household_id').execute()
}

async function queueEntries(schema: Schema, engine: SqlEngine): Promise<void> {
  await keyed(schema.schema.createTable('queue_entry'), engine)
    .addColumn('session_id', 'text', (column) =>
      column.notNull().references('session.id').onDelete('cascade'),
    )
    .addColumn('entry_id', 'text', (column) => column.notNull())
    .addColumn('rank', 'bigint', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('entry', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('queue_entry_key', ['session_id', 'entry_id'])
    .execute()
}

async function queueOrders(schema: Schema, engine: SqlEngine): Promise<void> {
  await keyed(schema.schema.createTable('queue_order'), engine)
    .addColumn('session_id', 'text', (column) =>
      column.primaryKey().references('session.id').onDelete('cascade'),
    )
    .addColumn('entry_ids', 'text', (column) => column.notNull())
    .execute()
}

async function devices(schema: Schema): Promise<void> {
  await schema.schema
    .createTable('device')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('household_id', 'text', (column) =>
      column.notNull().references('household.id').onDelete('cascade'),
    )
    .addColumn('owner_id', 'text', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('online', 'integer', (column) => column.notNull())
    .addColumn('view', 'text', (column) => column.notNull())
    .addColumn('present_until', 'bigint', (column) => column.notNull())
    .addColumn('heard_at', 'bigint', (column) => column.notNull())
    .addColumn('report_n', 'bigint', (column) => column.notNull())
    .addColumn('confirmed', 'text')
    .execute()
  await schema.schema
    .createIndex('device_by_owner')
    .on('device')
    .columns(['household_id', 'owner_id'])
    .execute()
}

async function dueWork(schema: Schema, engine: SqlEngine): Promise<void> {
  await keyed(schema.schema.createTable('due'), engine)
    .addColumn('household_id', 'text', (column) =>
      column.notNull().references('household.id').onDelete('cascade'),
    )
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('command', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('due_key', ['household_id', 'key'])
    .execute()
  await schema.schema.createIndex('due_by_at').on('due').columns(['at', 'household_id', 'key']).execute()
}

async function likes(schema: Schema, engine: SqlEngine): Promise<void> {
  await keyed(schema.schema.createTable('liked'), engine)
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('track_id', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('liked_key', ['user_id', 'track_id'])
    .execute()
}

async function plays(schema: Schema): Promise<void> {
  await schema.schema
    .createTable('play')
    .addColumn('household_id', 'text', (column) =>
      column.notNull().references('household.id').onDelete('cascade'),
    )
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('track_id', 'text', (column) => column.notNull())
    .addColumn('device_id', 'text')
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute()
  await schema.schema.createIndex('play_by_user').on('play').columns(['user_id', 'at']).execute()
}
