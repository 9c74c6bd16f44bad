import { installationContract } from '@baton/testing/contracts/installation'
import { migrate } from '../migrations/migrate.ts'
import { openSqlite } from '../runtime/database.ts'
import { sqlInstallation } from './installation.ts'

installationContract({
  name: 'SQLite',
  async open() {
    const database = openSqlite({ path: ':memory:', synchronous: 'off' })
    await migrate(database)
    return {
      workers: [sqlInstallation(database), sqlInstallation(database)],
      [Symbol.asyncDispose]: () => database.close(),
    }
  },
})
