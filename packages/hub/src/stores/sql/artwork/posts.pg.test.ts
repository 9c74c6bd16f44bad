import { postsWorld } from '@baton/testing/artwork/posts-world'
import { onPostgres } from '@baton/testing/contracts/on-postgres'
import { postsContract } from '@baton/testing/contracts/posts'
import { sql } from 'kysely'

onPostgres(5, (opened) =>
  postsContract({
    name: 'Postgres',
    async open() {
      const database = opened()
      await sql`truncate post, user_sqid, artwork_wall, account_user, session cascade`.execute(
        database.kysely,
      )
      return postsWorld(database, async () => {})
    },
  }),
)
