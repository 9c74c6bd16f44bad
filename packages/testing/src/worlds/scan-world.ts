import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { LibraryQuery } from '@baton/protocol'
import { type ScanOptions, scanFolder } from '../../../hub/src/jobs/library/index.ts'
import { makeSound } from '../music/sound-files.ts'
import { openLibrary } from './library-world.ts'

export const ALL: LibraryQuery = { limit: 200 }
const clock = { monotonicMs: () => performance.now() }

/** A household with one music folder that can be scanned again and again. */
export async function scanWorld() {
  const opened = await openLibrary()
  const { library, covers, householdId, music } = opened
  await mkdir(music)
  const folder = await library.addFolder(householdId, music)
  const tracks = async () => (await library.listTracks(householdId, ALL)).items
  return {
    ...opened,
    scan: (options: Partial<ScanOptions> = {}) =>
      scanFolder({ householdId, folder, library, covers, clock, ...options }),
    titles: async () => (await tracks()).map((track) => track.title),
    ids: async () => (await tracks()).map((track) => `${track.title} ${track.trackId}`),
    async sounds(...paths: string[]) {
      for (const [index, path] of paths.entries())
        await makeSound({ path: join(music, path), hz: 300 + 50 * index })
    },
  }
}
