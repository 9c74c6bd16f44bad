import { existsSync } from 'node:fs'
import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  appliedMigrations,
  CopyRefused,
  knownMigrations,
  migrate,
  openSqlite,
  withSnapshot,
  withTransaction,
} from '#stores/sql'
import type { Place } from '../config/command-settings.ts'
import { openDataFolder } from '../platform/data-folder.ts'
import { mustBeSound } from './backup.ts'
import { openToWrite } from './copy-places.ts'
import { importFrom, readFilesAnew, settle } from './import.ts'
import type { Progress } from './progress.ts'

const SQLITE_MAGIC = 'SQLite format 3\0'
const OF_A_DATABASE = ['', '-wal', '-shm'] as const

/**
 * Puts a backup in the place of what is there; the hub must be stopped. In a data folder the former database is moved
 * aside and kept: the answer says where. In Postgres the database has to be an empty one. Rule O12.
 */
export async function restoreFrom(file: string, place: Place, progress: Progress): Promise<string | null> {
  const isDatabase = await beginsLikeSqlite(file)
  if (place.kind === 'postgres') {
    if (isDatabase) {
      throw new CopyRefused('This backup is of SQLite. Restore it to a folder and go on with migrate --to.')
    }
    await using target = await openToWrite(place)
    await importFrom(file, target.database, progress)
    return null
  }
  using folder = openDataFolder(place.path, 'alone')
  const coming = `${folder.databasePath}.coming`
  await removeDatabase(coming)
  try {
    if (isDatabase) await takeDatabase(file, coming)
    else await takeExport(file, coming, progress)
    progress.signal.throwIfAborted()
  } catch (error) {
    await removeDatabase(coming)
    throw error
  }
  const aside = existsSync(folder.databasePath) ? await moveAside(place.path, folder.databasePath) : null
  await rename(coming, folder.databasePath)
  return aside
}

async function takeDatabase(file: string, coming: string): Promise<void> {
  await copyFile(file, coming)
  mustBeSound(coming)
  await using database = openSqlite({ path: coming, synchronous: 'full' })
  const known = knownMigrations()
  const applied = await withSnapshot(database, appliedMigrations)
  if (applied.some((name) => !known.includes(name))) {
    throw new CopyRefused('The backup is of a newer hub. Update this one first.')
  }
  await migrate(database)
  await withTransaction(database, async (connection) => {
    await settle(connection)
    await readFilesAnew(coming, connection)
  })
}

async function takeExport(file: string, coming: string, progress: Progress): Promise<void> {
  await using database = openSqlite({ path: coming, synchronous: 'full' })
  await importFrom(file, database, progress)
  await withTransaction(database, (connection) => readFilesAnew(coming, connection))
}

async function moveAside(folder: string, databasePath: string): Promise<string> {
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '-')
  const aside = join(folder, `before-restore-${stamp}Z`)
  await mkdir(aside, { mode: 0o700 })
  for (const end of OF_A_DATABASE) {
    const file = `${databasePath}${end}`
    if (existsSync(file)) await rename(file, join(aside, `baton.db${end}`))
  }
  return aside
}

async function removeDatabase(path: string): Promise<void> {
  for (const end of OF_A_DATABASE) await rm(`${path}${end}`, { force: true })
}

async function beginsLikeSqlite(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(SQLITE_MAGIC.length),
      0,
      SQLITE_MAGIC.length,
      0,
    )
    return buffer.toString('latin1', 0, bytesRead) === SQLITE_MAGIC
  } finally {
    await file.close()
  }
}
