import { openSqlite } from '@baton/hub/stores/sql'
import { noteDoorsSuite } from './doors-suite.ts'
import { noteSuite } from './note-suite.ts'

noteSuite('SQLite', async () => {
  const database = await open()
  return { ...database, [Symbol.asyncDispose]: () => database.close() }
})
noteDoorsSuite('SQLite', open)

async function open() {
  return openSqlite({ path: ':memory:', synchronous: 'off' })
}
