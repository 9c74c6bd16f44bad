// Opens what the command line copies from and to. Reading goes beside a running hub; writing needs the hub to be stopped.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import {
  CopyRefused,
  isInUse,
  migrate,
  openPostgres,
  openSqlite,
  type SqlDatabase,
  withSnapshot,
} from '#stores/sql'
import { nameOf, type Place } from '../config/command-settings.ts'
import { UsageError } from '../config/config.ts'
import { openDataFolder } from '../platform/data-folder.ts'

export interface Opened extends AsyncDisposable {
  readonly database: SqlDatabase
}

/** The hub may run meanwhile. Nothing is written. */
export async function openToRead(place: Place): Promise<Opened> {
  if (place.kind === 'postgres') return opened(await reached(place))
  return opened(openSqlite({ path: databaseFile(place.path), synchronous: 'full', readOnly: true }))
}

/** Held, so that no hub starts on it meanwhile, and brought to this version. */
export async function openToLeave(place: Place): Promise<Opened> {
  if (place.kind === 'folder') databaseFile(place.path)
  const held = await openToWrite(place)
  await migrate(held.database)
  await mustBeIdle(held.database, place)
  return held
}

/** Made if need be, and held, so that no hub starts on it meanwhile. Its tables may not be there yet. */
export async function openToWrite(place: Place): Promise<Opened> {
  if (place.kind === 'postgres') {
    const database = await reached(place)
    await mustBeIdle(database, place).catch(async (error: unknown) => {
      await database.close()
      throw error
    })
    return opened(database)
  }
  const folder = openDataFolder(place.path, 'alone')
  const database = openSqlite({ path: folder.databasePath, synchronous: 'full' })
  return opened(database, () => folder[Symbol.dispose]())
}

/** Where the rows of a hub in a folder are; refuses with a sentence where there is none, or it is another user's. */
export function databaseFile(folder: string): string {
  const path = join(folder, 'baton.db')
  if (!existsSync(path)) throw new UsageError(`There is no hub in ${folder}.`)
  // SQLite makes files beside the database: of another user they would lock the hub out.
  const { uid } = statSync(path)
  if (process.getuid?.() === 0 && uid !== 0) {
    throw new UsageError(
      `${folder} belongs to another user. Run this as that user, for example with sudo -u.`,
    )
  }
  return path
}

async function reached(place: Extract<Place, { kind: 'postgres' }>): Promise<SqlDatabase> {
  const database = openPostgres({ ...place.server, max: 2, patience: 'endless' })
  try {
    await database.kysely.selectNoFrom(({ lit }) => lit(1).as('yes')).execute()
    return database
  } catch (error) {
    await database.close()
    const reason = (error as NodeJS.ErrnoException).code ?? 'no connection'
    throw new UsageError(`${nameOf(place)} cannot be reached: ${reason}.`)
  }
}

async function mustBeIdle(database: SqlDatabase, place: Place): Promise<void> {
  const tables = await database.kysely.introspection.getTables()
  if (place.kind === 'folder' || !tables.some(({ name }) => name === 'lease')) return
  if (await withSnapshot(database, isInUse)) {
    throw new CopyRefused(`A hub runs on ${nameOf(place)}, or ran a moment ago. Stop all its workers first.`)
  }
}

function opened(database: SqlDatabase, release: () => void = () => {}): Opened {
  return {
    database,
    async [Symbol.asyncDispose]() {
      await database.close()
      release()
    },
  }
}
