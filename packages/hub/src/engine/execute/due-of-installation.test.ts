import { dueOfInstallation } from '@baton/testing/contracts/due-of-installation'
import { openSqlite } from '#stores/sql'

dueOfInstallation('SQLite', async () => {
  const database = openSqlite({ path: ':memory:', synchronous: 'off' })
  return { ...database, [Symbol.asyncDispose]: () => database.close() }
})
