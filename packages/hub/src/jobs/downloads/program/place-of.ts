import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { delimiter, isAbsolute, resolve, sep } from 'node:path'

/** As a shell would find it; null: it is not there. */
export async function placeOf(program: string): Promise<string | null> {
  const folders = program.includes(sep) ? [''] : (process.env.PATH ?? '').split(delimiter).filter(isAbsolute)
  for (const folder of folders) {
    const path = resolve(folder, program)
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path
  }
  return null
}
