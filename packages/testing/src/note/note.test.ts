import { openSqlite } from '@baton/hub/stores/sql'
import { noteSuite } from './note-suite.ts'

noteSuite('SQLite', async () => {
  const database = openSqlite({ path: ':memory:', synchronous: 'off' })
  return { ...database, [Symbol.asyncDispose]: () => database.close() }
})
