import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningHub, startHub } from '@baton/hub'
import { newSession } from '@baton/hub/domain'
import { openPostgres, openSqlite, sqlAccountStore } from '@baton/hub/stores/sql'
import type { HouseholdId, LogEpoch, SessionId, UserId } from '@baton/protocol'
import { makeSound } from '../music/sound-files.ts'
import { OWNER, program } from './http-world.ts'
import { PlainFollower } from './plain-follower.ts'

const NEIGHBOUR = { username: 'Eve', password: OWNER.password }

/** A hub as `npm start` wires it, with the owners of two households, each following what is told of the library. */
export async function twoHouseholdHub({ databaseUrl }: { readonly databaseUrl?: string } = {}) {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'baton-two-'))
  made.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }))
  const dataDir = join(folder, 'data')
  const musicDir = join(folder, 'of-the-settings')
  await mkdir(musicDir)
  const hub: RunningHub = made.use(
    await startHub({
      host: '127.0.0.1',
      port: 0,
      dataDir,
      musicDir,
      owner: OWNER,
      hostNames: [],
      logLevel: 'silent',
      limits: 'off',
      ...(databaseUrl !== undefined && { database: { url: databaseUrl } }),
    }),
  )
  await using database =
    databaseUrl === undefined
      ? openSqlite({ path: join(dataDir, 'baton.db'), synchronous: 'off' })
      : openPostgres({ url: databaseUrl, max: 1 })
  await foundNextDoor(sqlAccountStore(database))
  const baseUrl = `http://127.0.0.1:${hub.port}`
  const person = async (login: typeof OWNER) => {
    const { ask, post, token } = await program(baseUrl, login)
    const follower = made.use(new PlainFollower(`${baseUrl}/events?rooms=library`, token))
    const titles = async () => {
      const { items } = (await ask('/library/tracks')).json
      return (items as readonly { readonly title: string }[]).map(({ title }) => title).toSorted()
    }
    const scan = async () => (await ask('/library/scan')).json.state as Scan
    return { ask, post, titles, scan, follower }
  }
  const [ada, eve] = [await person(OWNER), await person(NEIGHBOUR)]
  const kept = made.move()
  return {
    musicDir,
    ada,
    eve,
    /** A folder with files of these names. */
    async folderWith(name: string, ...titles: readonly string[]): Promise<string> {
      const path = join(folder, name)
      await mkdir(path, { recursive: true })
      for (const title of titles) await makeSound({ path: join(path, `${title}.flac`) })
      return path
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

interface Scan {
  readonly phase: string
  readonly seen: number
}

/** There is no way yet to found a second household from outside. */
async function foundNextDoor(accounts: ReturnType<typeof sqlAccountStore>): Promise<void> {
  const first = await accounts.userByName(OWNER.username.toLowerCase())
  if (!first) throw new Error('The first owner is gone')
  const ids = { userId: randomUUID() as UserId, householdId: randomUUID() as HouseholdId }
  const sessionId = randomUUID() as SessionId
  const created = await accounts.createUser({
    ...first,
    ...ids,
    sessionId,
    username: NEIGHBOUR.username,
    nameKey: NEIGHBOUR.username.toLowerCase(),
    household: { name: 'Next door', epoch: 'nextdoor1' as LogEpoch },
    session: newSession(sessionId, ids.userId, Date.now()),
  })
  if (created !== 'created') throw new Error(`The second household was not founded: ${created}`)
}
