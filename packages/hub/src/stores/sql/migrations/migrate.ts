// Brings a database to the newest shape. Each migration is done whole or not at all, and on Postgres only one process
// does it at a time.
import { type MigrationResultSet, Migrator } from 'kysely/migration'
import type { SqlDatabase } from '../runtime/database.ts'
import { MIGRATIONS } from './all-migrations.ts'

/**
 * Answers with the names of the migrations it applied: none, if the database was up to date, or newer than this hub. A
 * release that was gone back from leaves such a database behind; migrations only add, so that the former one works on it.
 */
export function migrate(database: SqlDatabase): Promise<readonly string[]> {
  return applied(database, async (migrator) => {
    const known = await migrator.getMigrations()
    return known.every(({ executedAt }) => executedAt) ? { results: [] } : migrator.migrateToLatest()
  })
}

/** No further than this one: rows of an older hub are put in before the rest. */
export function migrateUpTo(database: SqlDatabase, name: string): Promise<readonly string[]> {
  return applied(database, (migrator) => migrator.migrateTo(name))
}

/** Every migration there is, in order. */
export function knownMigrations(): readonly string[] {
  return MIGRATIONS.map(({ name }) => name).sort()
}

async function applied(
  { kysely, engine }: SqlDatabase,
  go: (migrator: Migrator) => Promise<MigrationResultSet>,
): Promise<readonly string[]> {
  const migrator = new Migrator({
    db: kysely,
    provider: {
      getMigrations: async () =>
        Object.fromEntries(MIGRATIONS.map(({ name, up }) => [name, { up: (schema) => up(schema, engine) }])),
    },
  })
  const { error, results = [] } = await go(migrator)
  if (error) {
    const failed = results.find((result) => result.status === 'Error')?.migrationName
    throw new Error(`The database could not be migrated${failed ? ` (at ${failed})` : ''}`, { cause: error })
  }
  return results.map((result) => result.migrationName)
}
