import type { SqlMigration } from '../migrator.ts'

export const core: SqlMigration = {
  name: '0001-core',
  async up() {},
}
