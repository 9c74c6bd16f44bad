import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { UsageError } from '../config/config.ts'

const SQLITE_BUSY = 5

/** Where one hub keeps everything it must not lose. Held by one process at a time, unless many workers share it. */
export interface DataFolder extends Disposable {
  readonly databasePath: string
  readonly coversPath: string
  readonly demoPath: string
  /** Signs media tickets: made once, kept over restarts. Of many workers the database has it. */
  readonly ticketKey: () => Uint8Array
}

/** Creates the folder if need be and takes hold of it, unless it is shared; says who has it already. */
export function openDataFolder(path: string, use: 'alone' | 'shared'): DataFolder {
  try {
    makeFolder(path)
  } catch (error) {
    throw new UsageError(`The data folder ${path} cannot be made: ${reason(error)}.`)
  }
  const release = use === 'alone' ? takeHold(path) : () => {}
  return {
    databasePath: join(path, 'baton.db'),
    coversPath: join(path, 'covers'),
    demoPath: join(path, 'demo-music'),
    ticketKey: () => secretKey(join(path, 'ticket.key')),
    [Symbol.dispose]: release,
  }
}

/** Level by level: where the system has nothing to make folders in, Node's own recursion would go on for ever. */
function makeFolder(path: string): void {
  if (existsSync(path) && statSync(path).isDirectory()) return
  const parent = dirname(path)
  if (!existsSync(parent)) makeFolder(parent)
  mkdirSync(path, { mode: 0o700 })
}

/**
 * The operating system's own lock, taken through SQLite: it ends with the process, however that ends, so nothing is
 * left behind by a hub that was killed.
 */
function takeHold(path: string): () => void {
  const holderFile = join(path, 'hub.pid')
  let lock: DatabaseSync
  try {
    lock = new DatabaseSync(join(path, 'hub.lock'))
    lock.exec('begin exclusive')
  } catch (error) {
    if ((error as { readonly errcode?: number }).errcode !== SQLITE_BUSY) {
      throw new UsageError(`The data folder ${path} cannot be written: ${reason(error)}.`)
    }
    throw new UsageError(`The data folder ${path} is held by another hub: ${holder(holderFile)}.`)
  }
  writeFileSync(holderFile, `process ${process.pid} on ${hostname()}`, { mode: 0o600 })
  return () => {
    rmSync(holderFile, { force: true })
    lock.close()
  }
}

function holder(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return 'a process that is just starting'
  }
}

function secretKey(file: string): Uint8Array {
  try {
    writeFileSync(file, randomBytes(32), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  chmodSync(file, 0o600)
  return readFileSync(file)
}

function reason(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error)
}
