import { postsWorld } from '@baton/testing/artwork/posts-world'
import { postsContract } from '@baton/testing/contracts/posts'
import { migrate } from '../migrations/migrate.ts'
import { openSqlite } from '../runtime/database.ts'

postsContract({
  name: 'SQLite',
  async open() {
    const database = openSqlite({ path: ':memory:', synchronous: 'off' })
    await migrate(database)
    return postsWorld(database, () => database.close())
  },
})
