import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type OpenedStore, storeContract } from '../../../../../testing/src/contracts/store/store.ts'
import { migrate } from '../migrations/migrate.ts'
import { openSqlite } from '../runtime/database.ts'
import { sqlStore } from './store.ts'

storeContract({
  name: 'SQLite',
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'baton-store-'))
    return opened(join(folder, 'hub.db'), () => rm(folder, { recursive: true, force: true }))
  },
})

async function opened(path: string, remove: () => Promise<void>): Promise<OpenedStore> {
  const database = openSqlite({ path, synchronous: 'off' })
  await migrate(database)
  let fails = (_sql: string) => false
  const beforeStatement = (sql: string) => {
    if (fails(sql)) throw new Error('This statement fails')
  }
  const store = sqlStore(database, { hooks: { beforeStatement } })
  return {
    store,
    database,
    place: path,
    another: () => opened(path, async () => {}),
    failWhen: (predicate) => {
      fails = predicate
    },
    async [Symbol.asyncDispose]() {
      await store.close()
      await database.close()
      await remove()
    },
  }
}
