import type { SqlMigration } from './sql-migration.ts'

/** A broker beside the hub has to be told the tokens of displays again where it has lost them. */
export const sealedTokens: SqlMigration = {
  name: '0028-sealed-tokens',
  async up({ schema }) {
    await schema.alterTable('display').addColumn('sealed_token', 'text').execute()
  },
}
