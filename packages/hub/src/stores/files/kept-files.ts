import { randomUUID } from 'node:crypto'
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { KeptFiles } from '#engine'

const NAME = /^[a-z0-9][a-z0-9.-]{3,120}$/

/** Keeps small files below `folder`, which is made when it is first needed. */
export function keptFiles(folder: string): KeptFiles {
  const placeOf = (name: string) => {
    if (!NAME.test(name)) throw new Error('This is not a name that the hub gives to its files')
    return join(folder, name.slice(0, 2), name)
  }
  return {
    has: (name) =>
      access(placeOf(name)).then(
        () => true,
        () => false,
      ),
    async read(name) {
      try {
        return await readFile(placeOf(name))
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
        throw error
      }
    },
    remove: (name) => rm(placeOf(name), { force: true }),
    async write(name, bytes) {
      const place = placeOf(name)
      const draft = `${place}.${randomUUID()}.part`
      await mkdir(dirname(place), { recursive: true })
      try {
        await writeFile(draft, bytes)
        await rename(draft, place)
      } catch (error) {
        await rm(draft, { force: true })
        throw error
      }
    },
  }
}
