import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { BadOption } from './options.ts'

const SQLITE_BUSY = 5

/**
 * One display for each folder: two would be one to the hub, and would take each other's place for ever. The operating
 * system's own lock, taken through SQLite, ends with the process, however that ends.
 */
export function holdFolder(folder: string): Disposable {
  let lock: DatabaseSync | null = null
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    lock = new DatabaseSync(join(folder, 'lock'))
    lock.exec('begin exclusive')
  } catch (error) {
    lock?.close()
    if ((error as { readonly errcode?: number }).errcode === SQLITE_BUSY)
      throw new BadOption(`Another display runs with the folder ${folder}. Give this one its own --data.`)
    throw new BadOption(
      `The folder ${folder} cannot be used: ${error instanceof Error ? error.message : error}.`,
    )
  }
  const held = lock
  return { [Symbol.dispose]: () => held.close() }
}
