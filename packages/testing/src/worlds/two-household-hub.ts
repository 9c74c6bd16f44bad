import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningHub, startHub } from '@baton/hub'
import { openPostgres, openSqlite, sqlAccountStore } from '@baton/hub/stores/sql'
import { makeSound } from '../music/sound-files.ts'
import { OWNER, program } from './http-world.ts'
import { PlainFollower } from './plain-follower.ts'
import { foundSecondHousehold } from './second-household.ts'

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
  await foundSecondHousehold(sqlAccountStore(database), NEIGHBOUR.username)
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
