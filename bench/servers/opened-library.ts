import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { HouseholdId } from '@baton/protocol'
import { coverFiles } from '../../packages/hub/src/jobs/library/index.ts'
import { keptFiles } from '../../packages/hub/src/stores/files/index.ts'
import {
  libraryReader,
  libraryWriter,
  migrate,
  openSqlite,
  sqlLibraryStore,
} from '../../packages/hub/src/stores/sql/index.ts'

/** A library as a hub has it: SQLite on the disk, reads and writes in threads of their own, covers kept beside it. */
export async function openLibrary(folder: string) {
  const path = join(folder, `${randomUUID()}.db`)
  const database = openSqlite({ path, synchronous: 'full' })
  await migrate(database)
  const source = { engine: 'sqlite', path } as const
  const reads = libraryReader(source)
  const writes = libraryWriter(source, database)
  return {
    householdId: randomUUID() as HouseholdId,
    library: sqlLibraryStore(database, { newId: randomUUID, wallMs: Date.now }, reads, writes),
    covers: coverFiles(keptFiles(join(folder, `${randomUUID()}-covers`))),
    async [Symbol.asyncDispose]() {
      await reads[Symbol.asyncDispose]()
      await writes[Symbol.asyncDispose]()
      await database.close()
    },
  }
}
