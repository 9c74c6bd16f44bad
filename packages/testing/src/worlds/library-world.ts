import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HouseholdId } from '@baton/protocol'
import { coverFiles } from '../../../hub/src/jobs/library/index.ts'
import { keptFiles } from '../../../hub/src/stores/files/index.ts'
import { migrate, openSqlite, sqlLibraryStore } from '../../../hub/src/stores/sql/index.ts'

/** A real library in memory, real covers in a temporary folder, and an empty music folder beside them. */
export async function openLibrary() {
  const folder = await mkdtemp(join(tmpdir(), 'baton-library-'))
  const music = join(folder, 'music')
  const database = openSqlite({ path: ':memory:', synchronous: 'off' })
  await migrate(database)
  const library = sqlLibraryStore(database, { newId: randomUUID, wallMs: Date.now })
  return {
    householdId: randomUUID() as HouseholdId,
    library,
    covers: coverFiles(keptFiles(join(folder, 'covers'))),
    folder,
    music,
    async [Symbol.asyncDispose]() {
      await database.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
