import { existsSync, statSync } from 'node:fs'
import { chmod, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Place } from '../config/command-settings.ts'
import { UsageError } from '../config/config.ts'
import { databaseFile, openToRead } from './copy-places.ts'
import { exportTo } from './export.ts'
import type { Progress } from './progress.ts'

const OWN_NAME = /^baton-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.(db|jsonl\.gz)$/

export interface BackedUp {
  readonly file: string
  readonly bytes: number
  readonly removed: number
}

/**
 * A copy of one instant while the hub runs: of SQLite a database of its own, checked before it counts; of Postgres an
 * export. In a folder it is named by its time, and of those so named the newest `keep` stay. Rule O11.
 */
export async function backUp(from: Place, to: string, keep: number, progress: Progress): Promise<BackedUp> {
  const isFolder = to.endsWith(sep) || (existsSync(to) && statSync(to).isDirectory())
  if (isFolder) await mkdir(to, { recursive: true, mode: 0o700 })
  const file = isFolder ? join(to, nameAt(new Date(), from)) : to
  if (existsSync(file)) throw new UsageError(`${file} is there already. Choose another name.`)
  if (from.kind === 'folder') await copyDatabase(databaseFile(from.path), file)
  else {
    await using source = await openToRead(from)
    await exportTo(file, source.database, progress)
  }
  const removed = isFolder ? await removeOld(to, keep) : 0
  return { file, bytes: statSync(file).size, removed }
}

function nameAt(time: Date, { kind }: Place): string {
  const stamp = time.toISOString().slice(0, 19).replaceAll(':', '-')
  return `baton-${stamp}Z.${kind === 'folder' ? 'db' : 'jsonl.gz'}`
}

async function copyDatabase(from: string, to: string): Promise<void> {
  const part = `${to}.part`
  await rm(part, { force: true })
  try {
    using source = new DatabaseSync(from, { readOnly: true, timeout: 5_000 })
    source.prepare('vacuum into ?').run(part)
    await chmod(part, 0o600)
    mustBeSound(part)
    await synced(part)
    await rename(part, to)
    await synced(dirname(to))
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

export function mustBeSound(file: string): void {
  using copy = new DatabaseSync(file, { readOnly: true })
  const { integrity_check: verdict } = copy.prepare('pragma integrity_check(1)').get() as {
    readonly integrity_check: string
  }
  if (verdict !== 'ok') throw new Error(`The database ${file} is damaged: ${verdict}`)
}

async function synced(path: string): Promise<void> {
  const file = await open(path)
  await file.sync()
  await file.close()
}

/** Touches nothing that a backup did not name. */
async function removeOld(folder: string, keep: number): Promise<number> {
  const own = (await readdir(folder)).filter((name) => OWN_NAME.test(name)).sort()
  const old = own.slice(0, Math.max(0, own.length - keep))
  for (const name of old) await rm(join(folder, name))
  return old.length
}
