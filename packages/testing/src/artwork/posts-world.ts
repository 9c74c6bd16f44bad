import { randomUUID } from 'node:crypto'
import { newSession } from '@baton/hub/domain'
import { type SqlDatabase, sqlAccountStore, sqlPosts } from '@baton/hub/stores/sql'
import type { HouseholdId, LogEpoch, SessionId, UserId } from '@baton/protocol'
import type { Person, PostsWorld } from '../contracts/posts.ts'

/** Artwork on a database in which nobody is yet. */
export function postsWorld(database: SqlDatabase, close: () => Promise<void>): PostsWorld {
  const accounts = sqlAccountStore(database)
  const households = new Map<string, HouseholdId>()
  let people = 0
  return {
    posts: sqlPosts(database),
    async person(username, household): Promise<Person> {
      people += 1
      const known = households.get(household)
      const householdId = known ?? (randomUUID() as HouseholdId)
      households.set(household, householdId)
      const [userId, sessionId] = [randomUUID() as UserId, randomUUID() as SessionId]
      const created = await accounts.createUser({
        userId,
        householdId,
        sessionId,
        username,
        nameKey: username.toLowerCase(),
        roles: [known ? 'member' : 'owner'],
        limits: { maxVolume: null, mayAddDevices: true },
        passwordHash: '',
        createdAt: people,
        household: known ? null : { name: household, epoch: 'firstlog1' as LogEpoch },
        session: newSession(sessionId, userId, people),
      })
      if (created !== 'created') throw new Error(`${username} was not added: ${created}`)
      return { userId, householdId }
    },
    async remove({ userId }) {
      await database.kysely
        .updateTable('account_user')
        .set({ removed_at: 9_000 })
        .where('id', '=', userId)
        .execute()
    },
    [Symbol.asyncDispose]: close,
  }
}
