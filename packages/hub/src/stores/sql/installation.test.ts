import { installationContract } from '@baton/testing/contracts/installation'
import { openSqlite } from './database.ts'
import { sqlInstallation } from './installation.ts'
import { migrate } from './migrator.ts'

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
