import { countStatements, installationContract } from '@baton/testing/contracts/installation'
import { migrate } from '../migrations/migrate.ts'
import { openSqlite } from '../runtime/database.ts'
import { sqlInstallation } from './installation.ts'

installationContract({
  name: 'SQLite',
  async open() {
    const database = openSqlite({ path: ':memory:', synchronous: 'off' })
    await migrate(database)
    const counted = countStatements(database)
    return {
      statements: counted.statements,
      workers: [sqlInstallation(counted.database), sqlInstallation(database)],
      [Symbol.asyncDispose]: () => database.close(),
    }
  },
})
