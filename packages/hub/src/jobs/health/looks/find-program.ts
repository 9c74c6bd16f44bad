import { access, constants } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'

const ENDINGS = process.platform === 'win32' ? ['.exe', ''] : ['']

/** Whether a program of this name can be started. It is not started. */
export async function findProgram(name: string, searched = process.env.PATH ?? ''): Promise<boolean> {
  const folders = isAbsolute(name) ? [''] : searched.split(delimiter).filter((folder) => folder !== '')
  for (const folder of folders) {
    for (const ending of ENDINGS) {
      const found = access(join(folder, name + ending), constants.X_OK)
      if (
        await found.then(
          () => true,
          () => false,
        )
      )
        return true
    }
  }
  return false
}
