import type { Kysely } from 'kysely'
import type { SqlEngine } from '../runtime/database.ts'

export type SqlMigration = {
  readonly name: string
  /** Untyped on purpose: a migration speaks of the tables as they were then, not as they are now. */
  up(schema: Kysely<unknown>, engine: SqlEngine): Promise<void>
}
